/** Why a database cannot be used, in words that help whoever set it up. Its password is in none of them. */
import { UserError } from '../../chat/index.ts';

/** PostgreSQL's conditions: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOGIN = /^28/;
const NO_DATABASE = '3D000';
const NOT_ALLOWED = '42501';

/** Why no connection came about, as the person who set `DATABASE_URL` can act on it. */
export function connectionFault(error: unknown, url: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  return (
    refusal(error, url) ??
    new UserError(
      'database-unreachable',
      `The database of DATABASE_URL, at ${partsOf(url).host}, cannot be reached: ${reasonOf(error)}.`,
      'Check that it is running, and the host and port in DATABASE_URL.',
      { cause: error },
    )
  );
}

/** The sentence for an error that says that one may not do what one asked for; undefined for every other. */
export function refusal(error: unknown, url: string): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { host, database, user } = partsOf(url);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (LOGIN.test(code))
    return new UserError(
      'database-login',
      `The database at ${host} does not let the user “${user}” of DATABASE_URL in: ${error.message}.`,
      'Check the user and the password in DATABASE_URL.',
      { cause: error },
    );
  if (code === NO_DATABASE)
    return new UserError(
      'database-login',
      `There is no database “${database}” at ${host}, as DATABASE_URL has it.`,
      `Create it (createdb ${database}), or correct DATABASE_URL.`,
      { cause: error },
    );
  if (code === NOT_ALLOWED)
    return new UserError(
      'database-login',
      `The user “${user}” of DATABASE_URL may not create tables in the database “${database}”: ${error.message}.`,
      `Make that user its owner: ALTER DATABASE ${database} OWNER TO ${user}.`,
      { cause: error },
    );
  return undefined;
}

/** An address that has several, such as localhost, fails with one error for each of them. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map(({ message }: Error) => message).join(', ')
    : error.message;

function partsOf(url: string): { readonly host: string; readonly database: string; readonly user: string } {
  const parsed = URL.parse(url);
  const { host, pathname, username, searchParams } = parsed ?? new URL('postgres://');
  return {
    host: host || searchParams.get('host') || 'localhost',
    database: decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username),
    user: decodeURIComponent(username),
  };
}
