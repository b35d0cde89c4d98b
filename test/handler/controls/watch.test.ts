/** `/watch`: who may say what to the rules, and how it is answered. */
import { beforeEach, expect, it } from 'vitest';
import { type Author, UserError } from '../../../src/chat/index.ts';
import { conversation } from '../../support/events.ts';
import { everybody, useBench } from '../harness.ts';
import { createWatcher, type Watcher } from '../rule/asking.ts';

const bench = useBench();
let watcher: Watcher;

const admin: Author = { id: 'ADMIN', name: 'Ada', roles: [] };
const bob: Author = { id: 'U2', name: 'Bob', roles: [] };
const access = { admins: { ...everybody, users: ['ADMIN'] }, deny: { ...everybody, users: ['U6'] } };
let said = 0;

async function says(author: Author, value?: string): Promise<string> {
  const eventId = `W${(said += 1)}`;
  const where = conversation({ kind: 'channel' });
  await bench.chat.deliver({
    type: 'control',
    eventId,
    control: 'watch',
    scope: 'me',
    author,
    target: { conversation: where, messageId: eventId, userId: author.id, private: true },
    ...(value !== undefined && { value }),
  });
  return (await bench.chat.untilAttached(({ answers }) => answers === eventId)).text;
}

beforeEach(async () => {
  watcher = createWatcher();
  await bench.restart({ onlooker: watcher, access });
});

it('is obeyed where an admin says it', async () => {
  expect(await says(admin, 'pause sums')).toBe('Obeyed: pause sums');
  expect(await says(admin)).toBe('Obeyed: list');
});

it('tells anybody who may ask why something was done, and nothing else', async () => {
  expect(await says(bob, 'why https://chat.test/C1/M1')).toBe('Obeyed: why https://chat.test/C1/M1');
  for (const value of [undefined, 'list', 'whyever', 'add why'])
    expect(await says(bob, value)).toMatch(/^Only those who look after me/);
  expect(await says({ ...bob, id: 'U6' }, 'why M1')).toMatch(/^Sorry, you are not among/);
});

it('answers in as many messages as it takes, and with a sentence where something is wrong', async () => {
  watcher.obey = () =>
    Promise.resolve(Array.from({ length: 200 }, (_, at) => `- a rule, number ${at}`).join('\n'));
  expect((await says(admin)).length).toBeLessThanOrEqual(2_000);
  await bench.idle();
  expect(bench.chat.attached.map(({ text }) => text).join('\n')).toContain('number 199');
  watcher.obey = () => Promise.reject(new UserError('rule', 'There is no such rule.', 'Say which.'));
  expect(await says(admin, 'pause x')).toBe('There is no such rule. Say which.');
});

it('says that nothing watches where that is so', async () => {
  await bench.restart({ access });
  expect(await says(admin)).toBe('No rules watch here yet.');
});
