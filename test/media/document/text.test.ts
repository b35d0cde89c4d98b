import { describe, expect, it } from 'vitest';
import { tableSize } from '../../../src/media/document/table.ts';
import { fixture, prepare, setUp } from '../harness.ts';

describe('text', () => {
  it.each([
    ['notes.txt', '103 characters of text'],
    ['data.csv', 'table of 4 rows and 2 columns, 46 characters of text'],
  ])('reads %s under its name', async (name, summary) => {
    const { parts, receipt } = await prepare(setUp().media, name);
    expect(parts).toEqual([{ type: 'text', text: `[${name}]\n${fixture(name).toString()}` }]);
    expect(receipt).toMatchObject({ kind: 'text', outcome: 'used', summary });
  });

  it.each([
    ['UTF-8 with its mark', Buffer.from('\ufeffGrüße'), 'Grüße'],
    ['UTF-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße'],
    ['old Western text', Buffer.from('Grüße', 'latin1'), 'Grüße'],
    ['a page of HTML', Buffer.from('<!doctype html><p>Hi'), '<!doctype html><p>Hi'],
    ['a mail', Buffer.from('From: a@b.c\r\nSubject: Hi\r\n\r\nHi'), 'From: a@b.c\r\nSubject: Hi\r\n\r\nHi'],
    ['a calendar', Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR'), 'BEGIN:VCALENDAR\r\nEND:VCALENDAR'],
    ['an address', Buffer.from('BEGIN:VCARD\r\nEND:VCARD'), 'BEGIN:VCARD\r\nEND:VCARD'],
    [
      'subtitles',
      Buffer.from('WEBVTT\n\n00:01.000 --> 00:02.000\nHi'),
      'WEBVTT\n\n00:01.000 --> 00:02.000\nHi',
    ],
  ])('reads %s as text', async (_, bytes, text) => {
    const { parts } = await prepare(setUp().media, 'file', bytes);
    expect(parts).toEqual([{ type: 'text', text: `[file]\n${text}` }]);
  });

  it('cuts a text that is too long, and says so to everybody', async () => {
    const { media } = setUp({ limits: { textChars: 10 } });
    const { parts, receipt } = await prepare(media, 'long.txt', Buffer.from('123456789😀 and more'));
    const summary = 'the first 9 characters of 20';
    expect(parts).toEqual([
      { type: 'text', text: `[long.txt]\n123456789\n[cut here: these are ${summary}]` },
    ]);
    expect(receipt.summary).toBe(summary);
  });

  it('reads a notebook without its pictures', async () => {
    const notebook = {
      nbformat: 4,
      metadata: {},
      cells: [
        { cell_type: 'markdown', metadata: {}, source: ['# Sales\n', 'by city'] },
        {
          cell_type: 'code',
          source: 'plot(sales)',
          outputs: [
            { output_type: 'stream', name: 'stdout', text: ['3 cities\n'] },
            {
              output_type: 'display_data',
              data: { 'image/png': 'A'.repeat(9999), 'text/plain': ['<Figure>'] },
            },
            { output_type: 'error', ename: 'KeyError', evalue: "'Rome'", traceback: ['…'] },
          ],
        },
      ],
    };
    const { parts, receipt } = await prepare(setUp().media, 'a.ipynb', Buffer.from(JSON.stringify(notebook)));
    expect(receipt.summary).toMatch(/^notebook without its pictures, \d+ characters of text$/);
    expect(parts).toMatchObject([
      {
        text:
          '[a.ipynb]\n[cell 1: markdown]\n# Sales\nby city\n\n[cell 2: code]\nplot(sales)\n\n' +
          "[result of cell 2]\n3 cities\n\n\n[result of cell 2]\n<Figure>\n\n[result of cell 2]\nKeyError: 'Rome'",
      },
    ]);
  });

  it.each([
    ['nothing.txt', Buffer.alloc(0), 'an empty file'],
    ['blank.txt', Buffer.from(' \n\n'), 'nothing in it but blank space'],
    ['zeros.mp4', Buffer.alloc(5000), expect.stringContaining('not a kind of file I can read')],
    ['tool.exe', Buffer.from(`MZ${'\0'.repeat(200)}`), expect.stringMatching(/program|not a kind of file/)],
    ['old.doc', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1200, '0'), 'hex'), expect.stringContaining('.docx')],
  ])('skips %s and says why', async (name, bytes, summary) => {
    const { parts, receipt } = await prepare(setUp().media, name, bytes);
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'skipped', summary, tokens: 0, costUsd: 0 });
  });
});

describe('the size of a table', () => {
  it.each([
    ['a,b\n1,2\n3,4\n', { rows: 3, columns: 2 }],
    ['a;b\r\n"1;5";2', { rows: 2, columns: 2 }],
    ['a\tb\tc\n1\t2\t3', { rows: 2, columns: 3 }],
    ['name,text\nx,"two\nlines, ""quoted"""\n', { rows: 2, columns: 2 }],
    ['a,b', undefined],
    ['one\ntwo\nthree', undefined],
    ['Dear all, hello\nwe meet at noon\n', undefined],
    ['a,b\n1,"2', undefined],
    ['', undefined],
  ])('of %j is %j', (text, size) => {
    expect(tableSize(text)).toEqual(size);
  });
});
