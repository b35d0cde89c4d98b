/** News that every process of a bot must hear at once. */
export type News =
  /** Somebody wants a turn to stop. */
  | { readonly type: 'stop'; readonly turn: string }
  /** Something else is asked in a turn. */
  | { readonly type: 'revised'; readonly turn: string }
  /** Copies of the files of an owner (an alias) are to go. */
  | { readonly type: 'forget'; readonly owner: string }
  /** Rules that watch, or their pauses, are not what they were. */
  | { readonly type: 'rules' }
  /** Runs of rules may be taken from a time on, in milliseconds since 1970. */
  | { readonly type: 'due'; readonly at: number }
  /** News may have been missed, or the lease of this process is lost: what is held is looked up again (`again`). */
  | { readonly type: 'unsure' };

export interface Signals {
  /** Tells all processes, this one included. What must not be lost is stored before. */
  tell(news: News): Promise<void>;
  /** Hears news from now on, until the function it gives is called. */
  hear(listener: (news: News) => void): () => void;
}
