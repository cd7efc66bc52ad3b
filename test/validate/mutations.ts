import process from 'node:process';
import type { Path } from '../../src/model/diagnostic.ts';
import { getIn, isMap, type JsonMap, setIn } from '../../src/model/json.ts';

/** How often properties are tried; `npm run test:properties` tries more. */
export const FUZZ_RUNS = Number(process.env['MESHCTL_FUZZ_RUNS'] ?? 500);

/** Values that are wrong in one place and right in another. */
const VALUES: readonly unknown[] = [
  null,
  0,
  1,
  -1,
  80,
  70_000,
  5_000_000_000,
  1.5,
  true,
  '',
  '*',
  'a',
  '80',
  '0.5ms',
  '5s',
  '0s',
  'x y',
  'unix://',
  'unix:///a',
  'unix://@a',
  'unix:///a/',
  '10.0.0.0/8',
  '10.0.0.1',
  'http://a.example.com/x',
  'ftp://a',
  '/a//b',
  '/a/../b',
  '/a%2fb',
  'a#b',
  'HTTP',
  'HTTPS',
  'TLS',
  'TCP',
  'Terminate',
  'Passthrough',
  'Exact',
  'PathPrefix',
  'RegularExpression',
  'RequestRedirect',
  'URLRewrite',
  'ReplacePrefixMatch',
  'ReplaceFullPath',
  'CORS',
  'GRPC',
  'STATIC',
  'DNS_ROUND_ROBIN',
  'WAYPOINT',
  'UPSERT',
  'REMOVE',
  'HOST',
  'IPAddress',
  'Hostname',
  'Permanent',
  'Header',
  [],
  {},
  ['*'],
  ['*', 'a'],
  [null],
  { a: '*' },
  { '*': 'a' },
  { '': 'a' },
];

/** Fields whose rules look at each other. */
const FIELDS: readonly string[] = [
  'selector',
  'workloadSelector',
  'targetRef',
  'targetRefs',
  'namespace',
  'endpoints',
  'network',
  'address',
  'ports',
  'jwks',
  'jwks_uri',
  'jwksUri',
  'value',
  'valueFrom',
  'operation',
  'wasm',
  'lua',
  'credentialName',
  'credentialNames',
  'tlsCertificates',
  'resolution',
  'waypoint',
  'context',
  'portLevelMtls',
  'serviceAccounts',
  'principals',
  'requestRedirect',
  'urlRewrite',
  'type',
  'path',
  'percent',
  'fraction',
  'cookieConfig',
  'absoluteTimeout',
  'sectionName',
  'port',
  'hostname',
  'tls',
  'name',
  'matches',
  'filters',
  'backendRefs',
  'timeout',
  'nosuchfield',
  'mirror_percent',
  'replacePrefixMatch',
  'replaceFullPath',
  'service',
  'method',
  'cors',
  'extensionRef',
];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsIn(item, [...path, index]);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) yield* pathsIn(item, [...path, key]);
}

/** A copy of an object with one to three mistakes below `spec`, chosen by the numbers. */
export function mutated(object: JsonMap, choices: Iterator<number>): unknown {
  const next = (limit: number): number => Number(choices.next().value) % limit;
  const pick = <T>(list: readonly T[]): T | undefined => list[next(list.length)];
  let value: unknown = object;
  for (let rounds = 1 + next(3); rounds > 0; rounds -= 1) {
    const path = pick([...pathsIn(getIn(value, ['spec']))]) ?? [];
    const at = ['spec', ...path];
    const here = getIn(value, at);
    if (Array.isArray(here) && next(2) === 0)
      value = setIn(value, at, [...here, here.length > 0 ? here[0] : pick(VALUES)]);
    else if (isMap(here) && next(2) === 0) value = setIn(value, [...at, pick(FIELDS) ?? 'a'], pick(VALUES));
    else if (next(6) === 0 && typeof at.at(-1) === 'string' && at.length > 1) value = setIn(value, at, undefined);
    else value = setIn(value, at, pick(VALUES));
  }
  return value;
}
