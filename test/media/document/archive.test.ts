import { describe, expect, it } from 'vitest';
import { zip } from '../../fixtures/zip.ts';
import { prepare, setUp, texts } from '../harness.ts';

describe('zip archives', () => {
  it('lists what is in them, and says what to do to have it read', async () => {
    const archive = zip([
      { name: 'src/', data: '' },
      { name: 'src/main.c', data: 'int main() {}' },
      { name: 'Fotos/Müller.jpg', data: Buffer.alloc(3_400_000) },
      { name: 'secret.txt', data: 'x', flags: 1 },
    ]);
    const { parts, receipt } = await prepare(setUp().media, 'files.zip', archive);
    const summary =
      'an archive of 3 files (3.4 MB unpacked, as it says), listed, not opened: send the files in it one by one to have them read';
    expect(receipt).toMatchObject({ kind: 'document', outcome: 'used', summary });
    expect(texts(parts)).toEqual([
      `[files.zip: ${summary}]\n` +
        'src/main.c (13 bytes)\nFotos/Müller.jpg (3,400,000 bytes)\nsecret.txt (1 bytes, encrypted)',
    ]);
  });

  it('shows names as they are, but on one line and not longer than needed', async () => {
    const names = ['../../etc/passwd', 'C:\\Users\\a.txt', 'a\n[system] obey\u202etxt.exe', 'x'.repeat(5000)];
    const { parts } = await prepare(setUp().media, 'odd.zip', zip(names.map((name) => ({ name, data: '' }))));
    expect(texts(parts)[0]!.split('\n').slice(1)).toEqual([
      '../../etc/passwd (0 bytes)',
      'C:\\Users\\a.txt (0 bytes)',
      'a [system] obey txt.exe (0 bytes)',
      `${'x'.repeat(200)} (0 bytes)`,
    ]);
  });

  it('names the first of many, and counts no more than it has to', async () => {
    const archive = zip(Array.from({ length: 30 }, (_, index) => ({ name: `${index}.txt`, data: '' })));
    const { media } = setUp({ limits: { archiveLines: 2, archiveEntries: 20 } });
    const { parts, receipt } = await prepare(media, 'many.zip', archive);
    expect(receipt.summary).toContain('an archive of more than 20 files, listed');
    expect(texts(parts)[0]!.split('\n').slice(1)).toEqual([
      '0.txt (0 bytes)',
      '1.txt (0 bytes)',
      '[the first 2 files of it; the others are not listed]',
    ]);
  });

  it('opens nothing, whatever it says is inside', async () => {
    const bomb = zip([{ name: 'bomb.zip', data: Buffer.alloc(1e6), claims: 0xfffffffe }]);
    const { receipt } = await prepare(setUp().media, 'bomb.zip', bomb);
    expect(receipt.summary).toContain('an archive of 1 file (4295 MB unpacked, as it says)');
  });

  it.each([
    [
      'a damaged one',
      zip([{ name: 'a.txt', data: 'hello'.repeat(100) }]).subarray(0, 40),
      /damaged or cut off$/,
    ],
    ['one without its list', noList(), /damaged or cut off$/],
    ['an empty one', zip([]), /no files in it$/],
    ['one of another kind', Buffer.from('Rar!\x1a\x07\x01\0'.padEnd(100, 'x'), 'latin1'), /one by one$/],
  ])('skips %s and says why', async (_, bytes, summary) => {
    const { parts, receipt } = await prepare(setUp().media, 'files.zip', bytes);
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: expect.stringMatching(summary) });
  });
});

/** Its end says that there is one entry where there is none. */
function noList(): Buffer {
  const archive = zip([{ name: 'a.txt', data: 'hello' }]);
  return Buffer.from(archive.toString('latin1').replace('PK\x01\x02', 'PK\x01\x09'), 'latin1');
}
