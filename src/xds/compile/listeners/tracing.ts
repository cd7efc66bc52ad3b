/** Which requests leave a trace, and where it goes. */
import type { TracingProvider } from '../../../mesh/tracing.ts';
import { asString, getIn, type JsonMap } from '../../../model/json.ts';
import type { HttpConnectionManager } from '../../resources/listener.ts';
import type { CompileContext } from '../context.ts';
import { clusterName } from '../names.ts';

type Part = Pick<HttpConnectionManager, 'tracing'>;

const ALL_PERCENT = { value: 100 };
/** Of requests, where tracing is set up and nobody says how many. */
const USUAL_PERCENT = 1;
const TYPE = 'type.googleapis.com/envoy.config.trace.v3.';
const TIMEOUT = '10s';

function clusterOf({ host, port }: TracingProvider, { services }: CompileContext): string {
  const known = [...services.keys()].find((name) => name === host || name.startsWith(`${host}.`)) ?? host;
  return clusterName({ direction: 'outbound', port, subset: '', host: known });
}

/** The workload as collectors know it. */
function serviceName({ options: { node } }: CompileContext): string {
  return `${node.labels['app'] ?? node.name}.${node.namespace}`;
}

function zipkin(provider: TracingProvider, context: CompileContext): JsonMap {
  return {
    '@type': `${TYPE}ZipkinConfig`,
    collector_cluster: clusterOf(provider, context),
    collector_endpoint: provider.path,
    collector_endpoint_version: 'HTTP_JSON',
    collector_hostname: `${provider.host}:${provider.port}`,
    trace_id_128bit: true,
    shared_span_context: false,
  };
}

function opentelemetry(provider: TracingProvider, context: CompileContext): JsonMap {
  const { host, port, path, timeout } = provider;
  const cluster = clusterOf(provider, context);
  const service =
    path === undefined
      ? { grpc_service: { envoy_grpc: { cluster_name: cluster, authority: host } } }
      : { http_service: { http_uri: { uri: `http://${host}:${port}${path}`, cluster, timeout: timeout || TIMEOUT } } };
  return { '@type': `${TYPE}OpenTelemetryConfig`, ...service, service_name: serviceName(context) };
}

const CONFIGS = { zipkin, opentelemetry } as const;

function provider(context: CompileContext): JsonMap {
  const { mesh, telemetry } = context;
  const { all, usual } = mesh.settings.tracing;
  const { provider: name } = telemetry.tracing;
  const found = name === undefined ? usual : all.find((each) => each.name === name);
  if (found === undefined || telemetry.tracing.disabled === true) return {};
  if (found.path === undefined && context.options.lacks?.has('grpc-traces')) {
    const message = `spans for "${found.name}" are not sent: the provider has no http, and only HTTP is spoken to collectors`;
    context.reportOption('MSH5004', message);
  }
  const typed = CONFIGS[found.kind](found, context);
  return { provider: { name: `envoy.tracers.${found.kind}`, typed_config: typed } };
}

const TAG_SOURCES = [
  ['header', 'request_header'],
  ['environment', 'environment'],
] as const;

function customTag([tag, value]: readonly [string, unknown]): readonly JsonMap[] {
  const literal = asString(getIn(value, ['literal', 'value']));
  if (literal !== undefined) return [{ tag, literal: { value: literal } }];
  for (const [from, field] of TAG_SOURCES) {
    const name = asString(getIn(value, [from, 'name']));
    if (name === undefined) continue;
    const fallback = getIn(value, [from, 'defaultValue']);
    return [{ tag, [field]: { name, ...(fallback === undefined ? {} : { default_value: fallback }) } }];
  }
  return [];
}

/** `tracing` of a connection manager; nothing where the mesh has none. */
export function tracing(context: CompileContext): Part {
  const { enableTracing, samplingPercent, tracing: providers } = context.mesh.settings;
  const { telemetry } = context;
  const made = provider(context);
  const isSetUp = 'provider' in made || providers.usual !== undefined;
  const percent = telemetry.samplingPercent ?? samplingPercent ?? (isSetUp ? USUAL_PERCENT : undefined);
  if (!enableTracing || percent === undefined) return {};
  const tags = Object.entries(telemetry.tracing.customTags).flatMap(customTag);
  return {
    tracing: {
      client_sampling: ALL_PERCENT,
      random_sampling: percent === 0 ? {} : { value: percent },
      overall_sampling: ALL_PERCENT,
      ...made,
      ...(tags.length === 0 ? {} : { custom_tags: tags }),
    },
  };
}
