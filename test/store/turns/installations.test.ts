import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, freshPlace, type Place } from '../../support/engines.ts';

const SECRET = 'a secret that is long enough for this';

describe.each(ENGINES)('what workspaces have agreed to, on %s', (engine) => {
  let place: Place;
  let stores: Store[];

  const open = async (secretKey = SECRET) => {
    const store = await openStore({ ...place, secretKey });
    stores.push(store);
    return store.installations!;
  };
  const close = async () => {
    for (const store of stores.splice(0)) await store.close();
  };

  beforeEach(async () => {
    place = await freshPlace(engine);
    stores = [];
  });
  afterEach(async () => {
    await close();
    await place.remove();
  });

  it('is kept, changed and removed', async () => {
    const installations = await open();
    expect(await installations.find('T1')).toBeUndefined();
    expect(await installations.change('T1', async () => 'one')).toBe('one');
    await installations.change('T2', async () => 'two');
    expect(await installations.change('T1', async (content) => `${content} more`)).toBe('one more');
    expect(await installations.find('T1')).toBe('one more');
    expect((await installations.ids()).toSorted()).toEqual(['T1', 'T2']);
    expect(await installations.change('T1', async () => undefined)).toBeUndefined();
    expect(await installations.find('T1')).toBeUndefined();
  });

  it('is nothing that can be read in the database', async () => {
    const installations = await open();
    await installations.change('T1', async () => 'xoxb-very-secret');
    await close();
    expect(await everythingIn(place)).not.toContain('very-secret');
    expect(await (await open()).find('T1')).toBe('xoxb-very-secret');
  });

  it('is told to be unreadable with another key, and what to do', async () => {
    await (await open()).change('T1', async () => 'one');
    await close();
    const other = await open('another secret that is long enough, too');
    const fault = {
      code: 'secret-key',
      message: expect.stringContaining('ATTACHE_SECRET_KEY'),
      hint: expect.stringContaining('what it was'),
    };
    await expect(other.find('T1')).rejects.toMatchObject(fault);
    await expect(other.change('T1', async () => 'mine')).rejects.toMatchObject(fault);
    await close();
    expect(await (await open()).find('T1')).toBe('one');
  });

  it('changes one after the other, and stays as it was when a change fails', async () => {
    const first = await open();
    // SQLite has one process; a second one joins in where there may be several.
    const both = engine === 'PostgreSQL' ? [first, await open()] : [first, first];
    await first.change('T1', async () => '0');
    const failed = first.change('T1', () => Promise.reject(new Error('no answer')));
    await Promise.all([
      expect(failed).rejects.toThrow('no answer'),
      ...Array.from({ length: 12 }, (_, index) =>
        both[index % 2]!.change('T1', async (content) => {
          await new Promise((resolve) => setImmediate(resolve));
          return `${Number(content) + 1}`;
        }),
      ),
    ]);
    expect(await first.find('T1')).toBe('12');
  });

  it('of one workspace is not in the way of others, nor of anything else in the store', async () => {
    const installations = await open();
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = installations.change('T1', () => promise);
    await installations.change('T2', async () => 'two');
    await stores[0]!.set('test:U1', { model: 'gpt-5.5' });
    resolve('one');
    expect(await slow).toBe('one');
  });

  it('is not kept without a key', async () => {
    const store = await openStore(place);
    stores.push(store);
    expect(store.installations).toBeUndefined();
  });
});
