/** The code of an answer as files: what is too long to be read or copied in a chat. */
import type { OutgoingFile } from '../chat/index.ts';
import { scan } from '../markdown/index.ts';
import { CODE } from './limits.ts';

/** A fenced block of code in a Markdown text. */
export interface CodeBlock {
  /** Where its opening fence begins, and where the last line of it ends. */
  readonly start: number;
  readonly end: number;
  /** The first word of its info string, in lower case. */
  readonly language: string;
  readonly code: string;
}

/**
 * The blocks of code in a text as files, in order, named by their language. Without `isWanted`, those long enough to be
 * wanted as a file.
 *
 * @example codeFilesOf('```ts\n…\n```') // [{ name: 'code-1.ts', … }]
 */
export function codeFilesOf(
  markdown: string,
  isWanted: (block: CodeBlock) => boolean = isWorthAFile,
): readonly OutgoingFile[] {
  return codeBlocksOf(markdown)
    .filter(isWanted)
    .map(({ language, code }, index) => {
      const name = `code-${index + 1}.${extensionOf(language)}`;
      return {
        name,
        mediaType: 'text/plain',
        data: new TextEncoder().encode(code),
        altText: language === '' ? 'Code of this answer' : `Code of this answer: ${language}`,
      };
    });
}

function isWorthAFile({ code }: CodeBlock): boolean {
  let lines = 0;
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines += 1;
  return lines >= CODE.linesWorthAFile;
}

/** A block in a list or a quote is found as well, and given without their marks. */
function codeBlocksOf(markdown: string): CodeBlock[] {
  const fences = scan(markdown).stretches.filter(({ kind }) => kind === 'fence');
  return fences.map(({ start, end }) => {
    const prefix = markdown.slice(markdown.lastIndexOf('\n', start - 1) + 1, start);
    const [line, fence = '', info = ''] = /^(`+|~+)([^\n]*)/.exec(markdown.slice(start, end))!;
    const inside = markdown.slice(start + line.length + 1, end);
    const last = inside.lastIndexOf('\n') + 1;
    const isClosed = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`).test(inside.slice(last));
    const code = isClosed ? inside.slice(0, last) : inside;
    return {
      start,
      end,
      language: /^\s*([^\s{]*)/.exec(info)![1]!.toLowerCase(),
      code: prefix === '' ? code : withoutPrefix(code, prefix),
    };
  });
}

/** Takes as many quote marks and as much indentation off each line as its fence has. */
function withoutPrefix(code: string, prefix: string): string {
  const quotes = prefix.split('>').length - 1;
  const indent = prefix.length - prefix.lastIndexOf('>') - 1;
  const marks = new RegExp(`^(?:[ \\t]*>){0,${quotes}}[ \\t]{0,${indent}}`, 'gm');
  return code.replace(marks, '');
}

/** What models write behind a fence, where it is not the extension itself. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  csharp: 'cs',
  'c#': 'cs',
  'c++': 'cpp',
  'f#': 'fs',
  kotlin: 'kt',
  shell: 'sh',
  bash: 'sh',
  zsh: 'sh',
  console: 'sh',
  powershell: 'ps1',
  markdown: 'md',
  yaml: 'yml',
  golang: 'go',
  haskell: 'hs',
  perl: 'pl',
  elixir: 'ex',
  erlang: 'erl',
  latex: 'tex',
  dockerfile: 'dockerfile',
  makefile: 'mk',
  text: 'txt',
  plaintext: 'txt',
  '': 'txt',
};

function extensionOf(language: string): string {
  const known = Object.hasOwn(EXTENSIONS, language) ? EXTENSIONS[language] : undefined;
  return known ?? (/^[a-z0-9]{1,8}$/.test(language) ? language : 'txt');
}
