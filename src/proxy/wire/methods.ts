import { consistsOf, TOKEN } from './bytes.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';

/** The longest registered method has 17 letters; RFC 9112 3 wants 501 for what is far longer. */
const MAX_METHOD_LENGTH = 64;

/** Methods that Envoy takes by HTTP/1.1; it refuses others, registered or not, as measured with 1.40. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY ACL BIND CHECKOUT COPY LINK LOCK MERGE MKACTIVITY MKCALENDAR ' +
    'MKCOL MOVE NOTIFY PROPFIND PROPPATCH PURGE REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

/** Why a method is not taken; `undefined` for one that is. */
export function methodProblem(method: string): WireProblem | undefined {
  if (METHODS.has(method)) return undefined;
  if (method.length > MAX_METHOD_LENGTH) return PROBLEMS.methodTooLong;
  return consistsOf(method, TOKEN) ? PROBLEMS.methodUnknown : PROBLEMS.method;
}
