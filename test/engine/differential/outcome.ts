/** What can be told of a request from outside, without what differs between any two runs. */
import { isMap } from '../../../src/model/json.ts';
import type { Result } from '../../proxy/scenarios/scenario.ts';

/** Times, chance, and which of this machine's addresses is told for a client on loopback. */
const VOLATILE = new Set(['date', 'x-envoy-upstream-service-time', 'x-request-id', 'x-forwarded-for', 'keep-alive']);
/** How the end of a body is told; a proxy may choose. */
const FRAMING = ['content-length', 'transfer-encoding'];
const PORT = /127\.0\.0\.1:\d+/g;

type Headers = Readonly<Record<string, unknown>>;

const stable = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !VOLATILE.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The echo of an upstream, or the text of a proxy. */
function bodyOf(text: string): unknown {
  if (!text.startsWith('{')) return text;
  // The border of JSON.parse: upstreams answer with an object.
  const echo: unknown = JSON.parse(text);
  if (!isMap(echo)) return text;
  return { ...echo, headers: isMap(echo['headers']) ? stable(echo['headers']) : {} };
}

/** The comparable part of an answer. */
export function outcomeOf({ status, headers, body }: Result): object {
  const own = Object.fromEntries(Object.entries(stable(headers)).filter(([name]) => !FRAMING.includes(name)));
  return JSON.parse(
    JSON.stringify({ status, headers: own, body: bodyOf(body) }).replace(PORT, '127.0.0.1:PORT'),
  ) as object;
}

/** Every member in which two outcomes differ, as text: `headers.a: 1 | 2`. */
export function differencesOf(one: unknown, other: unknown, path = ''): readonly string[] {
  if (!isMap(one) || !isMap(other)) {
    const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
    return a === b ? [] : [`${path}: ${a} | ${b}`];
  }
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => differencesOf(one[name], other[name], path === '' ? name : `${path}.${name}`));
}
