/** Sending once, where Slack shows a message a moment after it has taken it. */
import { expect, test } from 'vitest';
import { createOnce, unnoted } from '../../../adapters/slack/answer/once.ts';
import { Unconfirmed } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { NEVER } from './harness.ts';

const log = createLogger('silent');

/** Slack, which shows what it has taken only when it is looked for once more. */
function lagging() {
  let sent = 0;
  let looked = 0;
  return {
    sent: () => sent,
    looked: () => looked,
    write: async () => {
      sent += 1;
      throw new Unconfirmed('slack-unsure', 'Nobody knows.');
    },
    find: async () => {
      looked += 1;
      return looked > 1 ? 'the message' : undefined;
    },
  };
}

test('what was sent a moment ago and is not there yet is looked for again', async () => {
  const { sent, looked, write, find } = lagging();
  expect(await createOnce(log).send(unnoted(), write, find, NEVER)).toBe('the message');
  expect([sent(), looked()]).toEqual([1, 2]);
});

test('and so is what another process has sent a moment ago', async () => {
  const { looked, find } = lagging();
  const sending = { ...unnoted(), isRepeated: true };
  expect(await createOnce(log).before(sending, find, NEVER)).toBe('the message');
  expect(looked()).toBe(2);
});

test('what was sent longer ago is there or was never sent', async () => {
  const { looked, find } = lagging();
  const sending = { key: 'a', at: Date.now() - 10_000, isRepeated: true };
  expect(await createOnce(log).before(sending, find, NEVER)).toBeUndefined();
  expect(looked()).toBe(1);
});

test('nobody waits for it once the answer is left', async () => {
  const { write, find } = lagging();
  const leaving = new AbortController();
  const sending = createOnce(log).send(
    unnoted(),
    write,
    async () => {
      setImmediate(() => leaving.abort(new Error('left')));
      return find();
    },
    leaving.signal,
  );
  await expect(sending).rejects.toThrow('left');
});

test('what was not tried before is not looked for', async () => {
  const { looked, find } = lagging();
  expect(await createOnce(log).before(unnoted(), find, NEVER)).toBeUndefined();
  expect(looked()).toBe(0);
});
