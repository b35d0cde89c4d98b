/** What people, models and files say, in one line of a terminal: nothing in it moves the cursor, changes colours or turns words around. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
