/** What stands at an offset of a text as Slack shows it; `more` when what follows may decide otherwise. */
export type Piece = { readonly end: number; readonly text: string } | 'more' | undefined;
