import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fixture, prepare, setUp } from './harness.ts';

describe('documents and text', () => {
  it('hands a PDF on as it is', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'report.pdf');
    expect(parts).toEqual([
      { type: 'file', name: 'report.pdf', mediaType: 'application/pdf', data: fixture('report.pdf') },
    ]);
    expect(receipt).toMatchObject({ kind: 'document', outcome: 'used', summary: 'PDF, 2 pages' });
    expect(receipt.tokens).toBeGreaterThan(0);
  });

  it.each(['notes.txt', 'data.csv'])('reads %s under its name', async (name) => {
    const { parts, receipt } = await prepare(setUp().media, name);
    expect(parts).toEqual([{ type: 'text', text: `[${name}]\n${fixture(name).toString()}` }]);
    expect(receipt).toMatchObject({ kind: 'text', outcome: 'used' });
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße'],
    ['old Western text', Buffer.from('Grüße', 'latin1'), 'Grüße'],
    ['a page of HTML', Buffer.from('<!doctype html><p>Hi'), '<!doctype html><p>Hi'],
    [
      'a drawing',
      Buffer.from('<?xml version="1.0"?><svg xmlns="x"/>'),
      '<?xml version="1.0"?><svg xmlns="x"/>',
    ],
  ])('reads %s as text', async (_, bytes, text) => {
    const { parts } = await prepare(setUp().media, 'file', bytes);
    expect(parts).toEqual([{ type: 'text', text: `[file]\n${text}` }]);
  });

  it('cuts a text that is too long, and says so', async () => {
    const { media } = setUp({ limits: { textChars: 10 } });
    const { parts, receipt } = await prepare(media, 'long.txt', Buffer.from('123456789😀 and more'));
    expect(parts).toEqual([{ type: 'text', text: '[long.txt]\n123456789' }]);
    expect(receipt.summary).toBe('the first 9 characters of 20');
  });

  it.each([
    ['nothing.txt', Buffer.alloc(0), 'an empty file'],
    ['blank.txt', Buffer.from(' \n\n'), 'nothing in it but blank space'],
    ['zeros.mp4', Buffer.alloc(5000), expect.stringContaining('not a kind of file I can read')],
    ['files.zip', zip('a.txt', 'hello'), 'an archive: please send the files in it one by one'],
    ['tool.exe', Buffer.from(`MZ${'\0'.repeat(200)}`), expect.stringMatching(/program|not a kind of file/)],
    ['old.doc', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1200, '0'), 'hex'), expect.stringContaining('.docx')],
  ])('skips %s and says why', async (name, bytes, summary) => {
    const { parts, receipt } = await prepare(setUp().media, name, bytes);
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'skipped', summary, tokens: 0, costUsd: 0 });
  });
});

/** A zip archive of one file: its local header and its packed bytes. */
function zip(name: string, text: string): Buffer {
  const packed = deflateRawSync(text);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(text.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), packed]);
}
