/** LaTeX commands that stand for one thing, and letters in other shapes, as Unicode has them. */
import data from 'unicodeit/ts_dist/js/data.js';

const COMMANDS: ReadonlyMap<string, string> = new Map(
  data.replacements.map(([command, text]) => [command!, text!]),
);
const SCRIPTS: ReadonlyMap<string, string> = new Map(
  // The others look like something else in most fonts.
  data.subsuperscripts
    .filter(([script]) => !/[<>∫.*V]/.test(script!))
    .map(([script, text]) => [script!, text!]),
);
const ACCENTS: ReadonlyMap<string, string> = new Map(
  data.combiningmarks.map(([command, text]) => [command!, text!]),
);

/** What the table lacks, or has in a shape that fonts lack or chats take for a mark. */
const OURS: Readonly<Record<string, string>> = {
  '\\dots': '…', '\\dotsc': '…', '\\dotsb': '⋯', '\\dotsm': '⋯', '\\lVert': '‖', '\\rVert': '‖', '\\lvert': '∣',
  '\\rvert': '∣', '\\vert': '∣', '\\mid': '∣', '\\|': '‖', '\\Vert': '‖', '\\langle': '⟨', '\\rangle': '⟩', '\\ast': '∗', '\\star': '⋆',
  '\\square': '□', '\\Box': '□', '\\qed': '∎', '\\cdot': '·', '\\lbrack': '[', '\\rbrack': ']', '\\R': 'ℝ', '\\N': 'ℕ', '\\Z': 'ℤ',
  '\\Q': 'ℚ', '\\C': 'ℂ', '\\degree': '°', '\\iff': '⟺', '\\epsilon': 'ε', '\\phi': 'φ', '\\varnothing': '∅',
  '\\{': '{', '\\}': '}', '\\%': '%', '\\$': '$', '\\#': '#', '\\&': '&', '\\_': '_', '\\aa': 'å', '\\lt': '<', '\\gt': '>',
  '\\mathellipsis': '…', '\\bmod': 'mod', '\\And': '&', '\\sum': '∑', '\\land': '∧', '\\lor': '∨', '\\llbracket': '⟦',
  '\\rrbracket': '⟧', '\\colon': ':', '\\mapsfrom': '↤', '\\coloneqq': '≔', '\\backslash': '∖',
}; // prettier-ignore

/** Names of functions and operators, which are written upright. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim limsup liminf sup inf max min arg det dim ker deg gcd hom Pr argmax argmin mod'.split(' '),
); // prettier-ignore

/** What a command stands for; nothing when nobody knows it. */
export function symbol(command: string): string | undefined {
  if (Object.hasOwn(OURS, command)) return OURS[command];
  return COMMANDS.get(command);
}

/** A letter in the shape that a command such as `\mathbb` gives it: itself when Unicode has none. */
export function shaped(command: string, text: string): string {
  return Array.from(text, (letter) => COMMANDS.get(`${command}{${letter}}`) ?? letter).join('');
}

/** The mark that a command such as `\hat` sets over a letter. */
export function accent(command: string): string | undefined {
  return ACCENTS.get(command);
}

/** A text as superscript or subscript; nothing when Unicode lacks one of its characters. */
export function script(mark: '^' | '_', text: string): string | undefined {
  const small = Array.from(text.replaceAll(' ', ''), (letter) =>
    SCRIPTS.get(mark + (letter === '−' ? '-' : letter)),
  );
  return small.every((letter) => letter !== undefined) ? small.join('') : undefined;
}
