/** What is used of the package: its own types bring those of a browser with them, which are not those of Node. */
declare module 'opentype.js' {
  interface Font {
    readonly unitsPerEm: number;
    hasChar(letter: string): boolean;
    /** The sign for unknown ones where it has none. */
    charToGlyph(letter: string): {
      /** In units of the font. */
      readonly advanceWidth: number;
      getPath(x: number, y: number, size: number): { toPathData(decimalPlaces: number): string };
    };
  }
  const opentype: {
    parse(file: Uint8Array, options: { readonly lowMemory: boolean }): Font;
  };
  export default opentype;
}
