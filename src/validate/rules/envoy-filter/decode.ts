/** Plain data against messages of the Envoy API, as protobuf's JSON reader for Go goes about it. */
import { asMap, isMap } from '../../../model/json.ts';
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { EnvoyField, EnvoyKind, EnvoyTypes } from './envoy-types.ts';
import { isKnownType, kindError } from './scalars.ts';

const TYPE = '@type';

/** Extensions that some builds have, or newer versions, by a part of their package. */
const OTHER_EXTENSIONS = [
  'a2a',
  'api_key_auth',
  'client_ssl_auth',
  'dynamic_modules?',
  'dynamo',
  'generic_proxy',
  String.raw`kafka_\w+`,
  String.raw`mcp\w*`,
  'mysql_proxy',
  'override_host',
  'proto_api_scrubber',
  'reverse_tunnel',
  'rocketmq_proxy',
  'sip_proxy',
  'squash',
  'sse_to_metadata',
  'v3alpha',
];

/** Types that exist, but are not in the table; what is in their values is not known. */
const ELSEWHERE = new RegExp(
  [
    String.raw`^(?:io\.istio|istio|stats|opentelemetry|cel|io\.prometheus|contrib)\.`,
    String.raw`^envoy\.tcp\.`,
    String.raw`^envoy\..*\.(?:${OTHER_EXTENSIONS.join('|')})\.`,
  ].join('|'),
);

/** Fields that say which configuration a named extension gets. */
const CONFIGURATIONS = ['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'];

/** An extension that is named, but not configured by a type: Envoy no longer finds its type by the name. */
function* untyped(at: Cursor, fields: ReadonlyMap<string, EnvoyField>): Problems {
  const named = fields.has('name') && fields.has('typed_config') && at.says('name');
  if (named && !CONFIGURATIONS.some((field) => at.has(field)))
    yield problem('MSH2620', at, `${quoted(at.at('name').text)} has no typed_config`);
}

/** A message: its fields are known, and of the right types. */
export function* decodeMessage(at: Cursor, message: number, envoy: EnvoyTypes): Problems {
  if (!isMap(at.value)) {
    yield problem('MSH2618', at, `${at.name} is not a mapping`);
    return;
  }
  const all = envoy.fieldsOf(message);
  const fields = new Map(all.flatMap((field) => [[field.name, field] as const, [field.json, field] as const]));
  for (const key of Object.keys(at.value)) {
    const field = fields.get(key);
    if (field) yield* decodeField(at.at(key), field, envoy);
    else if (key !== TYPE)
      yield problem('MSH2619', at.at(key), `Envoy has no field ${quoted(key)} here`, { of: 'key' });
  }
  yield* untyped(at, fields);
}

function* decodeField(at: Cursor, field: EnvoyField, envoy: EnvoyTypes): Problems {
  // Null is absence.
  if (!at.exists) return;
  if (field.shape === 'one') yield* decodeValue(at, field.kind, envoy);
  else if (field.shape === 'list') {
    if (!Array.isArray(at.value)) yield problem('MSH2618', at, `${at.name} is not a list`);
    for (const item of at.all()) yield* decodeValue(item, field.kind, envoy);
  } else if (!isMap(at.value)) yield problem('MSH2618', at, `${at.name} is not a mapping`);
  else for (const key of Object.keys(asMap(at.value))) yield* decodeValue(at.at(key), field.kind, envoy);
}

function* decodeValue(at: Cursor, kind: EnvoyKind, envoy: EnvoyTypes): Problems {
  if (kind.type === 'message') yield* decodeMessage(at, kind.line, envoy);
  else if (kind.type === 'known' && kind.name === 'Any') yield* decodeAny(at, envoy);
  else {
    const why = kindError(at.value, kind);
    if (why !== undefined) yield problem('MSH2618', at, `${at.name} ${why}`);
  }
}

/** A value that names its own type. */
function* decodeAny(at: Cursor, envoy: EnvoyTypes): Problems {
  if (!isMap(at.value)) {
    yield problem('MSH2618', at, `${at.name} is not a mapping`);
    return;
  }
  const url = at.at(TYPE);
  if (url.text === '') {
    if (Object.keys(at.value).length > 0) yield problem('MSH2618', at, `${at.name} has no ${TYPE}`);
    return;
  }
  const name = url.text.slice(url.text.lastIndexOf('/') + 1);
  const message = envoy.messageOf(name);
  if (message !== undefined) yield* decodeMessage(at, message, envoy);
  else if (!isKnownType(name) && !ELSEWHERE.test(name)) {
    const old = /\.v2(?:alpha[0-9]*)?\./.test(name);
    yield problem(
      old ? 'MSH2617' : 'MSH2616',
      url,
      `${quoted(url.text)} is ${old ? 'a type of an API Envoy no longer has' : 'not a type of Envoy'}`,
    );
  }
}
