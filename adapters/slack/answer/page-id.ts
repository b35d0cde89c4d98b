/**
 * The ids of pages. They name thread and message, so that an answer can be taken up by another process, and behind these how that
 * is done, where the page is none that may have been streamed.
 */

/** The whole id of a page that is not written, because its reader has stopped the answer. */
export const UNWRITTEN = 'left';
/** Begins the mark of a page that was not posted yet; the key it will be posted with follows. */
export const LATE = 'late';
/** Begins the mark of a page that was posted complete; the key it was posted with follows, by which it must be known ever after. */
export const COMPLETE = 'set';
/** Marks a page that has the question above its text. */
export const WITH_QUESTION = 'asked';
