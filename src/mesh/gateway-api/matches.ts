/** Conditions of Gateway API routes, and which of them come first. */
import type { JsonMap } from '../../model/json.ts';
import { escapeRegex } from '../regex.ts';
import type { StringMatch } from '../types/common.ts';
import type { HttpMatch } from '../types/virtual-service.ts';
import { maps, textOr } from './fields.ts';

const REGEX = 'RegularExpression';

function valueMatch(map: JsonMap): StringMatch {
  const value = textOr(map['value'], '');
  return map['type'] === REGEX ? { regex: value } : { exact: value };
}

/** Named conditions; of two with one name the first counts. */
function named(list: unknown): Readonly<Record<string, StringMatch>> | undefined {
  const entries = maps(list).map((map) => [textOr(map['name'], ''), valueMatch(map)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries([...entries].reverse());
}

function pathMatch(path: JsonMap): StringMatch {
  const value = textOr(path['value'], '/');
  if (path['type'] === 'Exact') return { exact: value };
  return path['type'] === REGEX ? { regex: value } : { prefix: value };
}

/** One entry of an HTTPRoute's `matches`; an absent one takes every path. */
export function httpMatch(match: JsonMap, path: JsonMap): HttpMatch {
  const headers = named(match['headers']);
  const queryParams = named(match['queryParams']);
  const method = match['method'];
  return {
    uri: pathMatch(path),
    ...(headers ? { headers } : {}),
    ...(queryParams ? { queryParams } : {}),
    ...(typeof method === 'string' ? { method: { exact: method } } : {}),
  };
}

const ANY_PART = '[^/]+';

/** The path that calls a gRPC method: `/service/method`. */
function grpcPath(method: JsonMap): StringMatch {
  const service = textOr(method['service'], '');
  const name = textOr(method['method'], '');
  const part = (text: string): string => (method['type'] === REGEX ? text : escapeRegex(text));
  if (service === '' && name === '') return { prefix: '/' };
  if (method['type'] !== REGEX && service !== '' && name !== '') return { exact: `/${service}/${name}` };
  if (method['type'] !== REGEX && service !== '') return { prefix: `/${service}/` };
  return { regex: `/${service === '' ? ANY_PART : part(service)}/${name === '' ? ANY_PART : part(name)}` };
}

/** One entry of a GRPCRoute's `matches`. */
export function grpcMatch(match: JsonMap, method: JsonMap): HttpMatch {
  const headers = named(match['headers']);
  return { uri: grpcPath(method), ...(headers ? { headers } : {}) };
}

function pathRank({ exact, prefix, regex }: StringMatch): number {
  if (exact !== undefined) return 3;
  if (prefix !== undefined) return 2;
  return regex === undefined ? 0 : 1;
}

const pathLength = ({ exact, prefix, regex }: StringMatch): number => (exact ?? prefix ?? regex ?? '').length;
const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

/**
 * Orders conditions as the Gateway API does: exact paths, then longer prefixes, then a method, then more headers, then more
 * query parameters. What is equal keeps its order.
 * @see https://gateway-api.sigs.k8s.io/reference/spec/ (HTTPRouteRule.matches)
 */
export function byPrecedence(a: HttpMatch, b: HttpMatch): number {
  const [one, other] = [a.uri ?? {}, b.uri ?? {}];
  return (
    pathRank(other) - pathRank(one) ||
    pathLength(other) - pathLength(one) ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    size(b.headers) - size(a.headers) ||
    size(b.queryParams) - size(a.queryParams)
  );
}
