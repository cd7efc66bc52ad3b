/** What requests are hashed by. @see envoy.config.route.v3.RouteAction.HashPolicy */
import type { HashPolicy } from '../../../xds/resources/route.ts';
import { drawIndex } from '../balancer/balancer.ts';
import type { Random } from '../chance.ts';
import { milliseconds } from '../durations.ts';
import { queryValue } from '../match/conditions.ts';
import type { RequestView } from '../match/request-view.ts';
import { latin1 } from '../text.ts';
import { xxHash64 } from './xxhash64.ts';

/** A hash, and the Set-Cookie by which the client is to bring it again, if any. */
export interface HashResult {
  readonly hash: bigint;
  readonly cookie: string;
}

/** One thing of a request to hash by. */
export interface HashRule {
  readonly terminal: boolean;
  /** `undefined` when the request has nothing to hash by. */
  readonly read: (request: RequestView, random: Random) => HashResult | undefined;
}

type Read = HashRule['read'];

const hashed = (text: string | undefined): HashResult | undefined =>
  text === undefined ? undefined : { hash: xxHash64(text), cookie: '' };

/** All lines of the field count, in whatever order they come: each hash is the seed of the next. */
function byHeader(name: string): Read {
  const lower = name.toLowerCase();
  return ({ head: { fields, authority } }) => {
    if (lower === ':authority' || lower === 'host') return hashed(authority);
    const first = fields.find(lower);
    if (first < 0) return undefined;
    if (fields.find(lower, first + 1) < 0) return hashed(fields.value(first));
    const values: string[] = [];
    for (let index = first; index >= 0; index = fields.find(lower, index + 1)) values.push(fields.value(index));
    return { hash: values.sort().reduce((seed, value) => xxHash64(value, seed), 0n), cookie: '' };
  };
}

/** The value of a cookie without quotes around it; `undefined` without one. RFC 6265 5.4 */
export function cookieValue({ head: { fields } }: RequestView, name: string): string | undefined {
  for (let index = fields.find('cookie'); index >= 0; index = fields.find('cookie', index + 1)) {
    for (const pair of fields.value(index).split(';')) {
      const equals = pair.indexOf('=');
      if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
      return pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
    }
  }
  return undefined;
}

const HEX_DIGITS = 16;

function newCookie(random: Random): string {
  return Array.from({ length: HEX_DIGITS }, () => drawIndex(HEX_DIGITS, random).toString(HEX_DIGITS)).join('');
}

function byCookie({ name, ttl, path, attributes = [] }: NonNullable<HashPolicy['cookie']>): Read {
  const key = latin1(name);
  const seconds = Math.floor(milliseconds(ttl, 0) / 1000);
  const extra = attributes.map((each) => `; ${latin1(each.name)}${each.value ? `=${latin1(each.value)}` : ''}`);
  const rest = `${seconds > 0 ? `; Max-Age=${seconds}` : ''}${path ? `; Path=${latin1(path)}` : ''}${extra.join('')}; HttpOnly`;
  return (request, random) => {
    const known = cookieValue(request, key);
    if (known !== undefined && known !== '') return hashed(known);
    if (ttl === undefined) return undefined;
    const value = newCookie(random);
    return { hash: xxHash64(value), cookie: `${key}="${value}"${rest}` };
  };
}

function readOf({ header, cookie, connection_properties: connection, query_parameter: query }: HashPolicy): Read {
  if (header) return byHeader(header.header_name);
  if (cookie) return byCookie(cookie);
  if (connection?.source_ip) return ({ connection: own }) => hashed(own.remoteText);
  if (query) {
    const name = latin1(query.name);
    return ({ query: own }) => hashed(own === '' ? undefined : queryValue(own, name));
  }
  return () => undefined;
}

/** The rules of a route, in order. */
export function hashRules(policies: readonly HashPolicy[]): readonly HashRule[] {
  return policies.map((policy) => ({ terminal: policy.terminal === true, read: readOf(policy) }));
}

const MASK = 0xffff_ffff_ffff_ffffn;

/** One hash of all rules that yield one; `undefined` when none does. */
export function requestHash(rules: readonly HashRule[], request: RequestView, random: Random): HashResult | undefined {
  let result: HashResult | undefined;
  for (const { read, terminal } of rules) {
    const next = read(request, random);
    if (next !== undefined && result !== undefined) {
      const turned = ((result.hash << 1n) | (result.hash >> 63n)) & MASK;
      result = { hash: turned ^ next.hash, cookie: result.cookie || next.cookie };
    } else result ??= next;
    if (terminal && result !== undefined) return result;
  }
  return result;
}
