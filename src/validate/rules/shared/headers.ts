/** Names of HTTP headers where the mesh reads, sets or removes them. */
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import { headerValue } from './header-values.ts';

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/;

/** What Envoy keeps of HTTP/2 beside the headers. */
const PSEUDO_HEADERS: ReadonlySet<string> = new Set([':method', ':scheme', ':authority', ':path', ':status']);

/** A claim of a verified token, which a route of a gateway may ask for as if it were a header. */
const CLAIM = /^@request\.auth\.claims(?:\.[^.].*|(?:\[[^[\]]+\])+)$/i;

/** Whether the name of a header stands for a claim of a token: `@request.auth.claims.group`. */
export const isClaim = (name: string): boolean => CLAIM.test(name);

/** Whether a header says which host a request is for. */
export const isAuthority = (name: string): boolean => [':authority', 'host'].includes(name.toLowerCase());

/** Where the name of a header stands: the place it is reported at, and the name, which may be a key there. */
export interface HeaderName {
  readonly at: Cursor;
  readonly name: string;
  readonly of?: 'key';
}

const circumstance = (header: HeaderName) => (header.of === undefined ? {} : { of: header.of });

const empty = (header: HeaderName): Problem =>
  problem('MSH2040', header.at, 'the name of a header is empty', circumstance(header));

const invalid = (header: HeaderName): Problem =>
  problem('MSH2041', header.at, `${quoted(header.name)} is not the name of a header`, circumstance(header));

/** The name of a header that a match reads. */
export function* matchedHeader(header: HeaderName): Problems {
  if (header.name === '') yield empty(header);
  else if (!isClaim(header.name) && !PSEUDO_HEADERS.has(header.name) && !TOKEN.test(header.name)) yield invalid(header);
}

/** The name of a header in a CORS policy, or `*`. */
export function* corsHeader(at: Cursor): Problems {
  const header = { at, name: at.text };
  if (header.name === '') yield empty(header);
  else if (header.name !== '*' && !TOKEN.test(header.name)) yield invalid(header);
}

const pseudo = (header: HeaderName): Problem =>
  problem('MSH2042', header.at, `the pseudo header ${quoted(header.name)} cannot be changed`, circumstance(header));

/** The name of a header that is added to a request or set in it. */
function* requestHeader(header: HeaderName): Problems {
  if (header.name === '') yield empty(header);
  else if (header.name.startsWith(':') && !isAuthority(header.name)) yield pseudo(header);
}

/** The name of a header that is removed, or changed in a response. */
function* otherHeader(header: HeaderName): Problems {
  if (header.name === '') yield empty(header);
  else if (header.name.toLowerCase() === 'host')
    yield problem(
      'MSH2043',
      header.at,
      `the header ${quoted(header.name)} cannot be changed here`,
      circumstance(header),
    );
  else if (header.name.startsWith(':')) yield pseudo(header);
}

function* assignments(operations: Cursor, name: (header: HeaderName) => Problems): Problems {
  for (const operation of ['add', 'set'])
    for (const { key, at } of operations.entries(operation)) {
      yield* name({ at, name: key, of: 'key' });
      yield* headerValue(at);
    }
  for (const at of operations.items('remove')) yield* otherHeader({ at, name: at.text });
}

/** The changes of headers under `headers` of a route or a destination. */
export function* headerOperations(of: Cursor): Problems {
  if (!of.has('headers')) return;
  const headers = of.at('headers');
  yield* assignments(headers.at('request'), requestHeader);
  yield* assignments(headers.at('response'), otherHeader);
}
