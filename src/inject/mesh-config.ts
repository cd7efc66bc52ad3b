/** Resolving MeshConfig and ProxyConfig: what the user wrote over the defaults. */
import { parseDuration } from '../model/duration.ts';
import { asList, asMap, asString, deepMerge, entry, isMap, type JsonMap } from '../model/json.ts';
import { DEFAULT_PROXY_CONFIG } from './mesh-defaults.ts';

/** The mesh defaults that injection reads; everything else of MeshConfig has no effect here. */
const DEFAULT_MESH_CONFIG: JsonMap = {
  proxyListenPort: 15001,
  proxyInboundListenPort: 15006,
  trustDomain: 'cluster.local',
  rootNamespace: 'istio-system',
  enableTracing: true,
  enablePrometheusMerge: true,
  outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
  defaultConfig: DEFAULT_PROXY_CONFIG,
  defaultProviders: { metrics: ['prometheus'] },
  extensionProviders: [
    { name: 'prometheus', prometheus: {} },
    { name: 'stackdriver', stackdriver: {} },
    { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
  ],
};

function mergeByName(base: unknown, over: unknown): unknown[] {
  const out = new Map<unknown, unknown>(asList(base).map((item) => [entry(item, 'name'), item]));
  for (const item of asList(over)) out.set(entry(item, 'name'), item);
  return [...out.values()];
}

/** `over` on `base`, a ProxyConfig on a ProxyConfig: messages and maps field by field, everything else replaces. */
export function mergeProxyConfig(base: unknown, over: unknown): JsonMap {
  const changes = asMap(over);
  // The same object says that nothing is new about it: most pods have no ProxyConfig of their own.
  return Object.keys(changes).length === 0 ? asMap(base) : asMap(deepMerge(asMap(base), changes));
}

/** The mesh config in force: the defaults, then the user's own. Unknown fields are kept and have no effect. */
export function resolveMeshConfig(user: unknown): JsonMap {
  const given = asMap(user);
  const out: Record<string, unknown> = { ...DEFAULT_MESH_CONFIG, ...given };
  out['defaultConfig'] = mergeProxyConfig(DEFAULT_PROXY_CONFIG, given['defaultConfig']);
  out['defaultProviders'] = deepMerge(DEFAULT_MESH_CONFIG['defaultProviders'], asMap(given['defaultProviders']));
  out['extensionProviders'] = mergeByName(DEFAULT_MESH_CONFIG['extensionProviders'], given['extensionProviders']);
  const aliases = asList(given['trustDomainAliases']).filter((item): item is string => typeof item === 'string');
  if (aliases.length > 0) out['trustDomainAliases'] = [...new Set(aliases)].sort();
  return out;
}

const isPort = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
const isHostPort = (value: unknown): boolean =>
  /^\S+:[0-9]{1,5}$/.test(String(value)) && Number(String(value).split(':').pop()) <= 65_535;

type Rule = readonly [field: string, ok: (value: unknown) => boolean, must: string];

const NANOSECONDS_PER_MS = 1_000_000;

/** Text that is no duration is less than any, which is what -1 stands for. */
const DURATION_RULE = (field: string, leastMs: 0 | 1): Rule => [
  field,
  (value) => typeof value === 'string' && (parseDuration(value) ?? -1n) >= leastMs * NANOSECONDS_PER_MS,
  leastMs === 0 ? 'must be a duration of at least 0 such as 5s' : 'must be a duration of at least 1ms such as 45s',
];
const ENUM = (field: string, ...values: string[]): Rule => [
  field,
  (value) => values.includes(String(value)) || (typeof value === 'number' && value >= 0 && value < values.length),
  `must be one of ${values.join(', ')}`,
];
const PORT = (field: string): Rule => [field, isPort, 'must be a port from 0 to 65535'];
const HOST_PORT = (field: string): Rule => [field, isHostPort, 'must be host:port'];
const TEXT = (field: string): Rule => [
  field,
  (value) => typeof value === 'string' && value !== '',
  'must be a text that is not empty',
];

const RULES: readonly Rule[] = [
  TEXT('configPath'),
  TEXT('binaryPath'),
  TEXT('serviceCluster'),
  DURATION_RULE('drainDuration', 1),
  DURATION_RULE('terminationDrainDuration', 0),
  DURATION_RULE('discoveryRefreshDelay', 1),
  HOST_PORT('discoveryAddress'),
  HOST_PORT('statsdUdpAddress'),
  PORT('proxyAdminPort'),
  PORT('statusPort'),
  ENUM('controlPlaneAuthPolicy', 'NONE', 'MUTUAL_TLS'),
  ENUM('interceptionMode', 'REDIRECT', 'TPROXY', 'NONE'),
  [
    'concurrency',
    (value) => value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0),
    'must be a whole number, 0 or more',
  ],
  [
    'statNameLength',
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
    'must be a whole number, 0 or more',
  ],
  [
    'proxyMetadata',
    (value) => isMap(value) && Object.values(value).every((item) => typeof item === 'string'),
    'must be a map of texts (quote numbers and booleans)',
  ],
  ['holdApplicationUntilProxyStarts', (value) => typeof value === 'boolean' || value === null, 'must be true or false'],
  ['image', (value) => isMap(value), 'must be a map'],
  ['tracing', (value) => isMap(value) || value === null, 'must be a map'],
];

const MESH_RULES: readonly Rule[] = [
  PORT('proxyListenPort'),
  PORT('proxyInboundListenPort'),
  TEXT('trustDomain'),
  ['enablePrometheusMerge', (value) => typeof value === 'boolean', 'must be true or false'],
  [
    'inboundTrafficPolicy',
    (value) => isMode(value, 'PASSTHROUGH', 'LOCALHOST'),
    'must have the mode PASSTHROUGH or LOCALHOST',
  ],
  ['extensionProviders', (value) => Array.isArray(value), 'must be a list'],
];

function isMode(value: unknown, ...modes: string[]): boolean {
  const mode = entry(value, 'mode');
  return isMap(value) && (mode === undefined || mode === null || (typeof mode === 'string' && modes.includes(mode)));
}

/** What is wrong with the fields of a mesh config that injection reads, its default ProxyConfig included. */
export function meshConfigReasons(config: JsonMap): readonly string[] {
  const proxy = proxyConfigReasons(config['defaultConfig']).map((reason) => `defaultConfig: ${reason}`);
  return [...broken(MESH_RULES, config), ...proxy];
}

/** What is wrong with a ProxyConfig's values, one sentence each; unknown fields pass. */
export function proxyConfigReasons(config: unknown): readonly string[] {
  if (!isMap(config)) return config === null || config === undefined ? [] : ['must be a map of ProxyConfig fields'];
  return broken(RULES, config);
}

function broken(rules: readonly Rule[], config: JsonMap): readonly string[] {
  return rules.flatMap(([field, ok, must]) => {
    if (!Object.hasOwn(config, field) || config[field] === null || ok(config[field])) return [];
    const shown = asString(config[field]) ?? JSON.stringify(config[field]);
    return [`${field} "${shown}" ${must}`];
  });
}
