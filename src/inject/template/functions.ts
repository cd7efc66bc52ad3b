/** The functions of injection templates: Istio's names over sprig's over Go's. */
import { durationText } from '../../gotemplate/duration.ts';
import { GoError } from '../../gotemplate/errors.ts';
import { formatPlain } from '../../gotemplate/fmt/print.ts';
import {
  ANY,
  type FunctionSet,
  fn,
  INT,
  MISMATCH,
  param,
  STRING,
  STRING_MAP,
  variadic,
} from '../../gotemplate/functions.ts';
import { decodeJson, encodeJson, toPlain } from '../../gotemplate/json.ts';
import { lower } from '../../gotemplate/sprig/case.ts';
import { type SprigOptions, sprigFunctions } from '../../gotemplate/sprig/index.ts';
import { GoMap, stringMap } from '../../gotemplate/values.ts';
import { deepFreeze, isMap } from '../../model/json.ts';
import { goYaml } from '../../yaml/go-writer.ts';
import { DEFAULT_PROXY_CONFIG } from '../mesh-defaults.ts';
import { appendMultusNetwork, omitNil, otelResourceAttributes } from './functions-pod.ts';
import { applicationPorts, containerPorts, excludeInboundPort } from './functions-ports.ts';
import { CONTAINERS, MESH_CONFIG, OBJECT_META } from './functions-types.ts';
import { ProtoMessage } from './proto.ts';
import { ProtoDuration } from './proto-base.ts';

/** What template functions take from their surroundings; see {@link SprigOptions}. */
export type InjectorOptions = SprigOptions;

const PROTO_MESSAGE = param('proto.Message', 'none', (value) => (value instanceof ProtoMessage ? value : MISMATCH));
const DURATION = param('*durationpb.Duration', 'none', (value) => (value instanceof ProtoDuration ? value : MISMATCH));

/** The pod's annotations, none where it has no metadata. */
function annotationsOf(meta: unknown): Readonly<Record<string, unknown>> {
  return meta instanceof GoMap ? meta.entries : {};
}

const annotation = fn(
  [OBJECT_META, STRING, ANY],
  (meta, name, fallback) => {
    const annotations = annotationsOf(meta.field('Annotations'));
    return Object.hasOwn(annotations, name) ? annotations[name] : formatPlain(fallback);
  },
  {
    looksAt: 'Annotations',
    sources: ([meta, name], [, , fallback = []]) => {
      const label = `annotation ${formatPlain(name)}`;
      const annotations = OBJECT_META.accept(meta);
      const present =
        annotations !== MISMATCH && Object.hasOwn(annotationsOf(annotations.field('Annotations')), String(name));
      return present ? [label] : fallback;
    },
  },
);

const isset = fn([STRING_MAP, STRING], (map, key) => Object.hasOwn(map, key), {
  // Whether an entry is there is told as that entry's doing.
  sources: (args, sources) => [...entrySource(args[1], sources[0] ?? []), ...(sources[1] ?? [])],
});

function entrySource(key: unknown, sources: readonly string[]): readonly string[] {
  return sources.map((source) => {
    if (source.endsWith('.Annotations')) return `annotation ${formatPlain(key)}`;
    return source.endsWith('.Labels') ? `label ${formatPlain(key)}` : source;
  });
}

/** Text that is no JSON counts as `{}`: as text, over which `range` fails. */
function fromJson(text: string): unknown {
  try {
    return decodeJson(text);
  } catch (error) {
    if (error instanceof GoError) return '{}';
    throw error;
  }
}

function mergeMaps(...maps: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(maps.flatMap((map) => Object.entries(map)));
}

function stringDict(...values: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let at = 0; at < values.length; at += 2) pairs.push([values[at] ?? '', values[at + 1] ?? '']);
  return Object.fromEntries(pairs);
}

function omit(map: Readonly<Record<string, string>>, ...keys: readonly string[]): GoMap {
  return stringMap(Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key))));
}

/** Messages never change, and one may serve many pods. */
const PROTO_JSON = new WeakMap<ProtoMessage, string>();

/** A message as JSON; a ProxyConfig without what the proxy assumes anyway. */
function protoToJson(message: ProtoMessage): string {
  const known = PROTO_JSON.get(message);
  if (known !== undefined) return known;
  const made = encodeJson(message.json(message.type === '*v1alpha1.ProxyConfig' ? DEFAULT_PROXY_CONFIG : {}));
  PROTO_JSON.set(message, made);
  return made;
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '';

const identity = fn([STRING], (text) => text);
const plainJson = (value: unknown): string => (value === null ? '{}' : encodeJson(value));

/** Values are frozen once a run begins, so what is made of a part of them is made once for all pods. */
const YAML = new WeakMap<object, string>();
const WITHOUT_NIL = new WeakMap<object, unknown>();

function remembering<T>(memory: WeakMap<object, T>, make: (value: unknown) => T): (value: unknown) => T {
  return (value) => {
    if (!isMap(value) || !Object.isFrozen(value)) return make(value);
    const known = memory.get(value);
    if (known !== undefined) return known;
    const made = make(value);
    memory.set(value, made);
    return made;
  };
}

const INJECTOR_FUNCTIONS: FunctionSet = {
  annotation,
  appendMultusNetwork: fn([STRING, STRING], appendMultusNetwork),
  applicationPorts: fn([CONTAINERS], applicationPorts),
  contains: fn([STRING, STRING], (needle, haystack) => haystack.includes(needle)),
  directory: fn([STRING], (path) => path.slice(0, path.lastIndexOf('/') + 1)),
  excludeInboundPort: fn([ANY, STRING], (port, list) => excludeInboundPort(formatPlain(port), list)),
  excludeInterfaces: identity,
  formatDuration: fn([DURATION], (duration) => durationText(duration.nanoseconds ?? 0n)),
  fromJSON: fn([STRING], fromJson),
  includeInboundPorts: fn([CONTAINERS], (containers) => containers.flatMap(containerPorts).join(',')),
  indent: fn([INT, STRING], (spaces, text) => text.replaceAll('\n', `\n${' '.repeat(Math.max(spaces, 0))}`)),
  isset,
  kubevirtInterfaces: identity,
  mergeMaps: variadic([], STRING_MAP, (...maps) => stringMap(mergeMaps(...maps))),
  omit: variadic([STRING_MAP], STRING, omit),
  omitNil: fn(
    [ANY],
    remembering(WITHOUT_NIL, (value) => deepFreeze(omitNil(value))),
  ),
  otelResourceAttributes: fn([MESH_CONFIG, STRING_MAP, STRING_MAP, STRING, CONTAINERS], otelResourceAttributes),
  protoToJSON: fn([PROTO_MESSAGE], protoToJson),
  strdict: variadic([], STRING, (...values) => stringMap(stringDict(...values))),
  structToJSON: fn([ANY], plainJson),
  toJSON: fn([STRING_MAP], plainJson),
  toJsonMap: variadic([], STRING_MAP, (...maps) => encodeJson(mergeMaps(...maps))),
  toLower: fn([STRING], lower),
  toYaml: fn(
    [ANY],
    remembering(YAML, (value) => goYaml(toPlain(value))),
  ),
  valueOrDefault: fn([ANY, ANY], (value, fallback) => (isNothing(value) ? fallback : value), {
    sources: ([value], [own = [], others = []]) => (isNothing(value) ? [...others, ...own] : own),
  }),
};

/** All functions an injection template may call. */
export function injectorFunctions(options: InjectorOptions = {}): FunctionSet {
  const { env } = options;
  return {
    ...sprigFunctions(options),
    ...INJECTOR_FUNCTIONS,
    env: fn([STRING, STRING], (name, fallback) => {
      const value = env && Object.hasOwn(env, name) ? env[name] : undefined;
      return isNothing(value) ? fallback : value;
    }),
  };
}
