/** Letters that nobody sees, Unicode's tags: a model reads them all the same, so that people would not know what it is told. */
export const withoutHidden = (text: string): string => text.replace(/[\u{e0000}-\u{e007f}]/gu, '');
