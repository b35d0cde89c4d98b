/** What workspaces have agreed to, encrypted at rest: whoever reads the database alone gets no token. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Kysely } from 'kysely';
import { type Installations, UserError } from '../../chat/index.ts';
import type { Engine } from '../engine/engine.ts';
import { createLatches } from '../queue/latches.ts';
import { LIMITS } from '../limits.ts';
import { again } from '../engine/retry.ts';
import type { Tables } from '../tables/schema.ts';

/** Tells how a content is encrypted, so that a later version can do it in another way. */
const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
/** Bytes: the nonce that GCM is made for, and its full tag. */
const NONCE = 12;
const TAG = 16;
const KEY = 32;
/** The same for everybody: the key is made from a secret of 32 characters or more, not from a password that many share. */
const SALT = 'attache:installations:v1';

/**
 * @param secretKey ATTACHE_SECRET_KEY
 * @param now the store's clock
 */
export async function createInstallations(
  engine: Pick<Engine, 'db' | 'pool'>,
  secretKey: string,
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => number },
): Promise<Installations> {
  const { db } = engine;
  const key = (await promisify(scrypt)(secretKey, SALT, KEY)) as Buffer;
  const latches = createLatches(engine, signal);
  const patient = <T>(work: () => Promise<T>, patienceMs: number = LIMITS.keepMs) =>
    again(work, { patienceMs, signal });
  const find = async (id: string) => {
    const row = await patient(() => contentOf(db, id), LIMITS.lookUpMs);
    return row && decrypted(row.content, id, key);
  };

  return {
    find,

    async ids() {
      const rows = await patient(() => db.selectFrom('installation').select('id').execute(), LIMITS.lookUpMs);
      return rows.map(({ id }) => id);
    },

    change: (id, change) =>
      latches.alone(id, async () => {
        const content = await change(await find(id));
        // Whatever becomes of the connection that keeps others out: a token that was exchanged is in no other place than here.
        const row = content === undefined ? undefined : { content: encrypted(content, id, key), at: now() };
        await patient(() => keep(db, id, row));
        return content;
      }),
  };
}

const contentOf = (db: Kysely<Tables>, id: string) =>
  db.selectFrom('installation').select('content').where('id', '=', id).executeTakeFirst();

async function keep(
  db: Kysely<Tables>,
  id: string,
  row: Omit<Tables['installation'], 'id'> | undefined,
): Promise<void> {
  if (row === undefined) {
    await db.deleteFrom('installation').where('id', '=', id).execute();
    return;
  }
  await db
    .insertInto('installation')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Bound to its id: it cannot be put in the place of another one. */
function encrypted(content: string, id: string, key: Buffer): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function decrypted(content: string, id: string, key: Buffer): string {
  const [version, encoded = ''] = content.split('.');
  if (version !== VERSION)
    throw new UserError(
      'secret-key',
      'What a workspace has agreed to was kept by a later version of Attaché.',
      'Run that version, or have the workspace installed again.',
    );
  const bytes = Buffer.from(encoded, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(id))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new UserError(
      'secret-key',
      'What workspaces have agreed to cannot be read with this ATTACHE_SECRET_KEY.',
      'Set ATTACHE_SECRET_KEY to what it was when they were installed, or have them installed again.',
      { cause: error },
    );
  }
}
