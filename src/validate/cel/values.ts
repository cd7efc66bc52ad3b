/** Rules on single values and on workloads. */
import { parseDuration } from '../../model/duration.ts';
import { asList, asMap, isMap } from '../../model/json.ts';
import { has, type OwnRule, quoted, rule } from './rule.ts';
import { requestUrl } from './url.ts';

const MAX_PORT = 65_535;
const MILLISECOND = 1_000_000n;
const SOCKET = 'unix://';
const PORT_NAME = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
/** The API server's rule stops short of the 63 characters a DNS label has. */
const PORT_NAME_LIMIT = 63;
const WHOLE = /^[-+]?\d+$/;

function brokenDuration(value: unknown): string | undefined {
  const nanoseconds = parseDuration(String(value));
  if (nanoseconds === undefined) return `${quoted(value)} is not a duration such as 5s`;
  return nanoseconds < MILLISECOND ? `${quoted(value)} is shorter than 1ms` : undefined;
}

function brokenPort(value: unknown): string | undefined {
  const fits = typeof value === 'number' && value > 0 && value <= MAX_PORT;
  return fits ? undefined : `the port ${String(value)} is not in the range 1..${MAX_PORT}`;
}

const portKeys: OwnRule = {
  code: 'MSH2772',
  check: (ports) =>
    Object.keys(asMap(ports))
      .filter((key) => !WHOLE.test(key) || brokenPort(Number(key)) !== undefined)
      .map((key) => ({ message: `the port ${quoted(key)} is not in the range 1..${MAX_PORT}`, at: [key], of: 'key' })),
};

const portNames: OwnRule = {
  code: 'MSH2015',
  check: (ports) =>
    Object.keys(asMap(ports))
      .filter((name) => name.length >= PORT_NAME_LIMIT || !PORT_NAME.test(name))
      .map((name) => ({ message: `the port name ${quoted(name)} is not a DNS label`, at: [name], of: 'key' })),
};

function isSocket(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(SOCKET);
}

const uniquePortNumbers: OwnRule = {
  code: 'MSH2407',
  check(ports) {
    const numbers = asList(ports).map((port) => asMap(port)['number']);
    return numbers.flatMap((number, index) =>
      numbers.indexOf(number) < index ? [{ message: `the port ${String(number)} is listed twice`, at: [index] }] : [],
    );
  },
};

const PLUGIN_SCHEMES = ['', 'http', 'https', 'file', 'oci'];

function brokenPluginUrl(value: unknown): string | undefined {
  // A text that is no URL may be one without its scheme.
  const scheme = (requestUrl(String(value)) ?? requestUrl(`http://${String(value)}`))?.scheme;
  if (scheme !== undefined && PLUGIN_SCHEMES.includes(scheme)) return undefined;
  return `the url ${quoted(value)} is not of http, https, file or oci`;
}

function brokenJwksUri(value: unknown): string | undefined {
  const scheme = requestUrl(String(value))?.scheme;
  return scheme === 'http' || scheme === 'https' ? undefined : `${quoted(value)} is not a URL of http or https`;
}

const KEY_SOURCES = ['jwksUri', 'jwks_uri', 'jwks'];

/** The rules by the names tables use. */
export const VALUE_RULES: Readonly<Record<string, OwnRule>> = {
  duration: rule('MSH2002', brokenDuration),
  port: rule('MSH2001', brokenPort),
  portKeys,
  portNames,
  uniquePortNumbers,
  addressOrNetwork: rule('MSH2430', (entry) =>
    has(entry, 'address') || has(entry, 'network') ? undefined : 'there is neither address nor network',
  ),
  socketPorts: rule(
    'MSH2432',
    (entry) =>
      isMap(entry) && isSocket(entry['address']) && has(entry, 'ports') ? 'a socket has no ports' : undefined,
    ['ports'],
  ),
  socketPath: rule('MSH2017', (value) =>
    isSocket(value) && !/^[/@]/.test(value.slice(SOCKET.length))
      ? `${quoted(value)} is not the absolute path of a socket`
      : undefined,
  ),
  socketFile: rule('MSH2017', (value) =>
    isSocket(value) && value !== SOCKET && value.endsWith('/')
      ? `${quoted(value)} is a folder and not a socket`
      : undefined,
  ),
  probeScheme: rule('MSH2443', (value) =>
    ['', 'HTTP', 'HTTPS'].includes(String(value)) ? undefined : `the scheme ${quoted(value)} is neither HTTP nor HTTPS`,
  ),
  pluginUrl: rule('MSH2822', brokenPluginUrl),
  jwksScheme: rule('MSH2753', brokenJwksUri),
  oneKeySource: rule('MSH2905', (jwt) => {
    const set = KEY_SOURCES.filter((name) => has(jwt, name));
    return set.length > 1 ? `${set.join(' and ')} are set, which exclude each other` : undefined;
  }),
  envValue: rule(
    'MSH2828',
    (env) =>
      isMap(env) && env['valueFrom'] === 'HOST' && has(env, 'value')
        ? 'value stands beside valueFrom HOST, which takes it from the environment'
        : undefined,
    ['value'],
  ),
  upsertValue: rule(
    'MSH2808',
    (tag) => (isMap(tag) && tag['operation'] === 'UPSERT' && !tag['value'] ? 'UPSERT needs a value' : undefined),
    ['value'],
  ),
  removeNoValue: rule(
    'MSH2809',
    (tag) => (isMap(tag) && tag['operation'] === 'REMOVE' && has(tag, 'value') ? 'REMOVE takes no value' : undefined),
    ['value'],
  ),
  wasmOrLua: rule('MSH2840', (spec) =>
    has(spec, 'wasm') === has(spec, 'lua') ? 'exactly one of wasm and lua has to be set' : undefined,
  ),
};
