import { describe, expect, it } from 'vitest';
import { pdf } from '../../fixtures/pdf.ts';
import { docx, openDocument, wordFile, xlsx, zip } from '../../fixtures/zip.ts';
import { asking, attach, children, fixture, MODEL, setUp, startCanary } from '../harness.ts';

/** Short enough to notice when something does not stop by itself. */
const DEADLINE_MS = 3000;
/** For a busy machine to start and end a child. */
const GRACE_MS = 6000;

const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const megabyte = 'A'.repeat(1e6);

const READ = /read as text( in part)?$/;
const REFUSED = /^damaged, or made to trouble programs that open it$|^takes too long to open$/;
const WORDLESS = /without any text in (it|the part I could read)|^damaged, or made to/;
/** How far it gets depends on the machine; it ends in time on each. */
const EITHER = new RegExp(`${READ.source}|${REFUSED.source}|in the part I could read`);

const HOSTILE: readonly (readonly [what: string, name: string, bytes: () => Buffer, summary: RegExp])[] = [
  [
    'a Word document of 100 MB of words in 100 kB',
    'a.docx',
    () => docx(paragraph(megabyte.repeat(100))),
    REFUSED,
  ],
  ['one of 100 MB without a word', 'a.docx', () => docx('<w:p></w:p>'.repeat(9e6)), WORDLESS],
  ['one that is a million levels deep', 'a.docx', () => docx('<w:p>'.repeat(1e6)), WORDLESS],
  [
    'one that says it is small',
    'a.docx',
    () => wordFile({ data: `<w:document>${paragraph(megabyte)}</w:document>`, claims: 10 }),
    REFUSED,
  ],
  ['a billion laughs', 'a.docx', laughs, REFUSED],
  ['half an archive', 'a.docx', () => fixture('letter.docx').subarray(0, 700), REFUSED],
  [
    'a workbook of 1,000 rows of 20,000 cells',
    'a.xlsx',
    () => xlsx({ A: `<row>${'<c r="A1"><v>1</v></c>'.repeat(20_000)}</row>`.repeat(1000) }),
    EITHER,
  ],
  [
    'a workbook with a million strings',
    'a.xlsx',
    () => xlsx({ A: '<row><c t="s"><v>9</v></c></row>' }, Array<string>(1e6).fill('x')),
    READ,
  ],
  [
    'a workbook of which the one cell names the last of a million strings',
    'a.xlsx',
    () => xlsx({ A: '<row><c t="s"><v>999999</v></c></row>' }, Array<string>(1e6).fill('x')),
    EITHER,
  ],
  [
    'a cell that repeats a billion times',
    'a.ods',
    () => openDocument('spreadsheet', repeating(999_999_999)),
    READ,
  ],
  ['groups in RTF, a million deep', 'a.rtf', () => Buffer.from(`{\\rtf1 ${'{'.repeat(1e6)}`), REFUSED],
  [
    'a PDF whose pages are each other',
    'a.pdf',
    () => pdf(['x'], { objects: { 2: '<< /Type /Pages /Count 99999999 /Kids [2 0 R 2 0 R] >>' } }),
    REFUSED,
  ],
  [
    'a PDF of arrays in arrays',
    'a.pdf',
    () => pdf(['x'], { catalog: `/Names ${'['.repeat(500_000)}` }),
    REFUSED,
  ],
  [
    'a PDF with 200,000 objects',
    'a.pdf',
    () =>
      pdf(['x'], {
        objects: Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [1000 + index, '<< >>'])),
      }),
    EITHER,
  ],
  [
    'a PDF page that draws itself',
    'a.pdf',
    () =>
      pdf(['x'], {
        objects: {
          11: '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 11 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream',
        },
      }),
    WORDLESS,
  ],
  [
    'a PDF of one page with a million words',
    'a.pdf',
    () => pdf([`${'(word) Tj 0 -1 Td '.repeat(1e6)}`]),
    EITHER,
  ],
  [
    'the end of a PDF',
    'a.pdf',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5e6, 'x 0 obj << ')]),
    REFUSED,
  ],
];

const repeating = (times: number): string =>
  `<table:table><table:table-row table:number-rows-repeated="${times}"><table:table-cell table:number-columns-repeated="${times}">` +
  `<text:p>x<text:s text:c="${times}"/></text:p></table:table-cell></table:table-row></table:table>`;

describe('documents made to trouble programs that open them', () => {
  it.each(HOSTILE)(
    'end in time: %s',
    async (_, name, bytes, summary) => {
      const { media, leftovers } = setUp({
        limits: { documentMs: DEADLINE_MS, documentInflatedBytes: 30e6 },
      });
      const data = bytes();
      const begin = performance.now();
      const { receipt } = await media.prepare(
        attach(name),
        asking(data, { model: { ...MODEL, takes: { ...MODEL.takes, files: 'none' } } }),
      );
      expect(performance.now() - begin).toBeLessThan(2 * DEADLINE_MS + GRACE_MS);
      expect(receipt.summary).toMatch(summary);
      expect(children()).toEqual([]);
      expect(leftovers()).toEqual([]);
    },
    60_000,
  );

  it('reach no server and run no script', async () => {
    const canary = await startCanary();
    const url = `${canary.url}/`;
    const actions = `<< /S /JavaScript /JS (app.launchURL("${url}"); throw 1) >>`;
    const linked = pdf(['Hello'], {
      catalog: `/OpenAction ${actions} /AA << /O ${actions} >> /URI << /Base (${url}) >>`,
      objects: { 3: `<< /Type /Font /Subtype /TrueType /BaseFont /Remote /F << /FS /URL /F (${url}) >> >>` },
    });
    const link = `<Relationship Id="rId1" Type="x/attachedTemplate" Target="${url}" TargetMode="External"/>`;
    const document = `<?xml-stylesheet href="${url}"?><w:document xmlns:w="${url}">${paragraph('Hello')}</w:document>`;
    const template = wordFile({ data: document }, [
      { name: 'word/_rels/document.xml.rels', data: `<Relationships>${link}</Relationships>` },
    ]);
    const { media } = setUp();
    const none = { model: { ...MODEL, takes: { ...MODEL.takes, files: 'none' as const } } };
    for (const [name, bytes] of [
      ['a.pdf', linked],
      ['a.docx', template],
    ] as const) {
      const { parts } = await media.prepare(attach(name), asking(bytes, none));
      expect(parts).toMatchObject([{ text: expect.stringMatching(/Hello$/) }]);
    }
    expect(canary.requests()).toBe(0);
  });

  it('are read as what they are, not as what they could be, too', async () => {
    const { media } = setUp();
    const polyglot = Buffer.concat([
      fixture('report.pdf'),
      zip([{ name: 'word/document.xml', data: '<x/>' }]),
    ]);
    const { receipt } = await media.prepare(attach('both.docx'), asking(polyglot));
    expect(receipt.summary).toBe('PDF, 2 pages');
  });

  it('leave no child behind when the answer is stopped', async () => {
    const { media, leftovers } = setUp();
    const controller = new AbortController();
    const onProgress = (status: string): void => {
      if (status.startsWith('Reading')) controller.abort(new Error('stopped'));
    };
    await expect(
      media.prepare(
        attach('a.pdf'),
        asking(fixture('report.pdf'), { onProgress, signal: controller.signal }),
      ),
    ).rejects.toThrow('stopped');
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });
});

/** Entities in entities: three gigabytes, for a parser that resolves them. */
function laughs(): Buffer {
  const entities = Array.from(
    { length: 9 },
    (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
  );
  const document = `<w:document>${paragraph('&e9;')}</w:document>`;
  return wordFile({ data: `<!DOCTYPE w:document [<!ENTITY e0 "ha">${entities.join('')}]>${document}` });
}
