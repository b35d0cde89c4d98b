import { describe, expect, it } from 'vitest';
import { pdf } from '../../fixtures/pdf.ts';
import { docx, openDocument, xlsx, zip } from '../../fixtures/zip.ts';
import { asking, attach, children, fixture, MODEL, prepare, setUp } from '../harness.ts';

/** Prepares it for a model whose server takes no files, or PDF alone. */
const prepareAsText = (name: string, bytes = fixture(name), files: 'pdf' | 'none' = 'none', limits = {}) =>
  setUp({ limits }).media.prepare(
    attach(name),
    asking(bytes, { model: { ...MODEL, takes: { ...MODEL.takes, files } } }),
  );

const PDF_WORDS =
  '[page 1]\nQuarterly report\nRevenue grew by 12 percent to 4.2 million euros in the third quarter.\n\n' +
  '[page 2]\nOutlook\nWe plan to open a second office in Lisbon in March.';

/** Says that a password is needed; none is right. */
const ENCRYPTION = `/ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> >>`;

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const LETTER =
  '# Offer\nDear Amélie, the price is 1 200 € & includes delivery.\nItem\tPieces\nProjector\t2\nSigned\tRui';

describe('documents, for a model that reads files', () => {
  it.each([
    ['report.pdf', 'application/pdf', 'PDF, 2 pages', PDF_WORDS],
    ['letter.docx', WORD, 'Word document', LETTER],
  ])(
    'hands %s on as it is, with its words for servers that take no files',
    async (name, mediaType, summary, text) => {
      const { parts, receipt } = await prepare(setUp().media, name);
      expect(parts).toEqual([{ type: 'file', name, mediaType, data: fixture(name), text }]);
      expect(receipt).toMatchObject({ kind: 'document', outcome: 'used', summary });
      expect(receipt.tokens).toBeGreaterThan(0);
      expect(children()).toEqual([]);
    },
  );

  it('hands on a scan without words, and a file that only I cannot read', async () => {
    const scan = await prepare(setUp().media, 'scan.pdf', pdf(['']));
    expect(scan.parts).toMatchObject([{ type: 'file', text: '' }]);
    expect(scan.receipt.summary).toBe('PDF, 1 page');
    const damaged = await prepare(setUp().media, 'cut.pdf', fixture('report.pdf').subarray(0, 300));
    expect(damaged.parts).toMatchObject([{ type: 'file', text: '' }]);
    expect(damaged.receipt.summary).toBe('PDF');
  });
});

describe('documents, for a model that takes no files', () => {
  it.each([
    ['report.pdf', 'PDF, 2 pages, read as text', PDF_WORDS],
    ['letter.docx', 'Word document, read as text', LETTER],
    [
      'slides.pptx',
      'PowerPoint presentation, 2 slides, read as text',
      '[slide 1]\nOur plan\nA second office\n\n[notes of slide 1]\nMention the river.\n\n[slide 2]\nLisbon in March',
    ],
    [
      'visitors.xlsx',
      'Excel workbook, 2 sheets, read as text',
      '[sheet 1: Cities]\ncity\tvisitors\tcounted\nLisbon\t340\t2026-03-15\nTotal\t340.3',
    ],
    ['minutes.odt', 'OpenDocument text, read as text', '# Minutes\nWe meet  on Friday.\n- Bring cake'],
  ])('reads %s as text', async (name, summary, text) => {
    const { parts, receipt } = await prepareAsText(name);
    expect(parts).toEqual([{ type: 'text', text: `[${name}: ${summary}]\n${text}` }]);
    expect(receipt).toMatchObject({ kind: 'document', outcome: 'used', summary });
  });

  it('gives a model that takes PDF alone the PDF, and the words of all else', async () => {
    expect((await prepareAsText('report.pdf', undefined, 'pdf')).parts).toMatchObject([{ type: 'file' }]);
    expect((await prepareAsText('letter.docx', undefined, 'pdf')).parts).toMatchObject([{ type: 'text' }]);
  });

  it('reads the sheets and the slides of OpenDocument', async () => {
    const cell = (text: string, more = ''): string =>
      `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
    const table =
      `<table:table table:name="Stock"><table:table-row>${cell('item')}${cell('0', 'table:number-columns-repeated="2"')}</table:table-row>` +
      `<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`;
    const sheet = await prepareAsText('stock.ods', openDocument('spreadsheet', table));
    expect(sheet.parts).toEqual([
      {
        type: 'text',
        text: '[stock.ods: OpenDocument spreadsheet, 1 sheet, read as text]\n[sheet 1: Stock]\nitem\t0\t0',
      },
    ]);
    const page =
      '<draw:page><text:p>Hello</text:p><presentation:notes><text:p>Wave</text:p></presentation:notes></draw:page>';
    const slides = await prepareAsText('hello.odp', openDocument('presentation', page));
    expect(slides.parts).toEqual([
      {
        type: 'text',
        text: '[hello.odp: OpenDocument presentation, 1 slide, read as text]\n[slide 1]\nHello\n\n[notes of slide 1]\nWave',
      },
    ]);
  });

  it('reads the text of RTF, without its fonts and pictures', async () => {
    const rtf =
      String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}{\*\generator Me;}\f0 Gr\'fc\'dfe, \u8364?5 \{net\}\par ` +
      String.raw`{\b bold}{\pict ffd8ffe0}\line End}`;
    const { parts } = await prepareAsText('note.rtf', Buffer.from(rtf));
    expect(parts).toEqual([
      { type: 'text', text: '[note.rtf: RTF document, read as text]\nGrüße, €5 {net}\nbold\nEnd' },
    ]);
  });

  it('leaves out what is not shown: deleted words, the second form of a drawing, slide numbers', async () => {
    const body =
      '<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>new</w:t></w:r></w:p>' +
      '<mc:AlternateContent xmlns:mc="x"><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>' +
      '<mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>';
    const { parts } = await prepareAsText('changed.docx', docx(body));
    expect(parts).toMatchObject([{ text: '[changed.docx: Word document, read as text]\nnew\nbox' }]);
  });

  it('says how much of a long document it read', async () => {
    const long = await prepareAsText('report.pdf', undefined, 'none', { textChars: 60 });
    expect(long.receipt.summary).toBe('PDF, 2 pages, the first page read as text');
    expect(long.parts).toMatchObject([{ text: expect.stringMatching(/million$|by 12 percent/) }]);
    const rows = Array.from({ length: 30 }, (_, row) => `<row><c><v>${row}</v></c></row>`).join('');
    const table = await prepareAsText('rows.xlsx', xlsx({ Many: rows }), 'none', { sheetRows: 3 });
    expect(table.receipt.summary).toBe('Excel workbook, 1 sheet, read as text in part');
    expect(table.parts).toMatchObject([
      { text: expect.stringMatching(/\n0\n1\n2\n\[only the first 3 rows of this sheet are here\]$/) },
    ]);
  });

  it.each([
    ['scan.pdf', pdf(['', '']), 'PDF, 2 pages without any text in it: please send the pages as pictures'],
    [
      'blank.docx',
      docx('<w:p/>'),
      'Word document without any text in it: please send what is in it as pictures',
    ],
    ['cut.docx', fixture('letter.docx').subarray(0, 900), /^damaged/],
    ['cut.pdf', fixture('report.pdf').subarray(0, 300), /^damaged/],
  ])('skips %s and says what would work', async (name, bytes, summary) => {
    const { parts, receipt } = await prepareAsText(name, Buffer.from(bytes));
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({
      kind: 'document',
      outcome: 'skipped',
      summary: expect.stringMatching(summary),
    });
  });
});

describe('documents with a password', () => {
  const encryption =
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>';
  it.each([
    ['locked.pdf', pdf(['secret'], { trailer: ENCRYPTION })],
    [
      'locked.docx',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1'.padEnd(1200, '0'), 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
    ],
    [
      'locked.odt',
      zip([
        { name: 'mimetype', data: 'application/vnd.oasis.opendocument.text', isStored: true },
        { name: 'content.xml', data: 'gibberish' },
        { name: 'META-INF/manifest.xml', data: `<manifest:manifest>${encryption}</manifest:manifest>` },
      ]),
    ],
  ])('asks for %s without one', async (name, bytes) => {
    const { parts, receipt } = await prepare(setUp().media, name, bytes);
    expect(parts).toEqual([]);
    expect(receipt.summary).toBe('protected by a password: please send it without one');
  });
});
