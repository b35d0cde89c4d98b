/** The tables of what is noted while work is done, and of what processes share. They are read like those of `schema.ts`. */

/** Files of a complete answer, while they are posted. */
export interface OutgoingTable {
  turn: string;
  position: number;
  name: string;
  media_type: string;
  alt_text: string;
  spoiler: 0 | 1;
  data: Uint8Array;
}

/** What is answered beside the turns: see `Errand`. It goes when it is done; `seen` still knows it. */
export interface ErrandTable {
  /** The id of the event. */
  id: string;
  lane: string;
  event: string;
  attempts: number;
  received_at: number;
}

/** Messages that were sent once, or may have been. */
export interface SendingTable {
  /** A turn, or the event of an errand. */
  owner: string;
  part: string;
  key: string;
  at: number;
  arrived: 0 | 1;
}

/** What workspaces have agreed to, encrypted. */
export interface InstallationTable {
  id: string;
  content: string;
  at: number;
}

/** Until when everything said on a platform was delivered. */
export interface CursorTable {
  platform: string;
  at: number;
}

/** Processes that work together, as long as they say that they are there. */
export interface ProcessTable {
  id: string;
  /** The machine and the number of the process, for whoever reads logs. */
  name: string;
  /** By the clock of the database. */
  beat_at: number;
}

/** Lanes in which a process is, where there are several. */
export interface LaneTable {
  lane: string;
  /** The process: an id of its run. */
  holder: string;
}

/** What was written to a rate bucket lately, by all processes. */
export interface BucketTable {
  name: string;
  /** When each write of the last window began, as JSON: milliseconds since 1970 by the clock of the database. */
  writes: string;
  paused_until: number;
}

/** Owners whose copies of files are to go, wherever they are kept. */
export interface ForgottenFilesTable {
  /** An alias. */
  owner: string;
  at: number;
}
