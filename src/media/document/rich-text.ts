/** The words of an RTF file. Pure. */
import type { Paper } from './paper.ts';

/** Groups that hold no words of the text: fonts, colours, styles, properties, pictures. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  (
    'fonttbl colortbl stylesheet info pict object themedata datastore colorschememapping latentstyles listtable ' +
    'listoverridetable rsidtbl generator xmlnstbl fldinst header headerl headerr headerf footer footerl footerr footerf'
  ).split(' '),
);

const SIGNS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  page: '\n',
  sect: '\n',
  row: '\n',
  tab: '\t',
  cell: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};

/** A control word with its number, a control sign, a brace, or text. */
const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}]+)/gi;

/** Groups in each other; writers need a dozen. */
const DEEPEST = 1000;

export function readRichText(data: Uint8Array, paper: Paper): void {
  const source = new TextDecoder('latin1').decode(data);
  let decoder = new TextDecoder('windows-1252');
  let isLeftOut = false;
  /** What each open group was when it began. */
  const groups: boolean[] = [];
  /** Characters still to be passed over: after a Unicode one comes its stand-in for old readers. */
  let standIns = 0;
  let standInLength = 1;
  for (const [, word, number, byte, sign, brace, text] of source.matchAll(TOKEN)) {
    if (paper.isFull()) return;
    if (brace === '{') {
      if (groups.length >= DEEPEST) throw new Error('its groups are too deep');
      groups.push(isLeftOut);
    } else if (brace === '}') isLeftOut = groups.pop() ?? false;
    else if (word !== undefined && LEFT_OUT.has(word)) isLeftOut = true;
    else if (sign === '*') isLeftOut = true;
    else if (isLeftOut) continue;
    else if (word === 'ansicpg') decoder = decoderFor(Number(number));
    else if (word === 'uc') standInLength = Number(number);
    else if (word === 'u') {
      paper.write(String.fromCharCode((Number(number) + 0x10000) & 0xffff));
      standIns = standInLength;
    } else if (word !== undefined) paper.write(SIGNS[word] ?? '');
    else if (byte !== undefined) {
      if (standIns > 0) standIns--;
      else paper.write(decoder.decode(Buffer.from(byte, 'hex')));
    } else if (sign !== undefined) paper.write(sign === '~' ? ' ' : /[\\{}_]/.test(sign) ? sign : '');
    else if (text !== undefined) {
      const words = text.replace(/[\r\n]+/g, '');
      paper.write(decoder.decode(Buffer.from(words.slice(standIns), 'latin1')));
      standIns = Math.max(0, standIns - words.length);
    }
  }
}

function decoderFor(codePage: number): TextDecoder {
  try {
    return new TextDecoder(`windows-${codePage}`);
  } catch {
    return new TextDecoder('windows-1252');
  }
}
