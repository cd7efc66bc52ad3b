/** Which collector a workload's spans go to. @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ ExtensionProvider */
import { asList, asMap, asString, getIn, type JsonMap } from '../model/json.ts';

/** A collector of spans. */
export interface TracingProvider {
  readonly name: string;
  readonly kind: 'zipkin' | 'opentelemetry';
  /** The host of its service, without the namespace a MeshConfig may write before it. */
  readonly host: string;
  readonly port: number;
  /** Of the HTTP requests; `undefined` for a collector of OpenTelemetry that is spoken to by gRPC. */
  readonly path: string | undefined;
  /** Go syntax; empty for the default. */
  readonly timeout: string;
}

const ZIPKIN_PATH = '/api/v2/spans';
const ZIPKIN_PORT = 9411;

/** `[namespace/]host`. */
const hostIn = (service: unknown): string => (asString(service) ?? '').replace(/^[^/]*\//, '');

function providerOf(extension: JsonMap): readonly TracingProvider[] {
  const name = asString(extension['name']) ?? '';
  const zipkin = asMap(extension['zipkin']);
  const otel = asMap(extension['opentelemetry']);
  const common = (of: JsonMap) => ({ name, host: hostIn(of['service']), port: Number(of['port'] ?? 0) });
  if (zipkin['service'] !== undefined) {
    const path = asString(zipkin['path']) ?? ZIPKIN_PATH;
    return [{ ...common(zipkin), kind: 'zipkin', path, timeout: asString(zipkin['timeout']) ?? '' }];
  }
  if (otel['service'] === undefined) return [];
  const http = otel['http'] === undefined ? undefined : asMap(otel['http']);
  const timeout = asString(http?.['timeout']) ?? asString(otel['timeout']) ?? '';
  return [{ ...common(otel), kind: 'opentelemetry', path: http && (asString(http['path']) ?? '/'), timeout }];
}

/** `defaultConfig.tracing.zipkin.address`, the way of older meshes. */
function zipkinOfProxies(config: JsonMap): readonly TracingProvider[] {
  const address = asString(getIn(config, ['defaultConfig', 'tracing', 'zipkin', 'address']));
  if (address === undefined) return [];
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  const where = { host, port: Number(port ?? ZIPKIN_PORT), path: ZIPKIN_PATH };
  return [{ name: 'zipkin', kind: 'zipkin', timeout: '', ...where }];
}

/** The collectors a MeshConfig names. */
export interface TracingProviders {
  readonly all: readonly TracingProvider[];
  /** The one of workloads no Telemetry says anything for. */
  readonly usual: TracingProvider | undefined;
}

/** Reads the collectors of a MeshConfig. */
export function tracingProviders(config: JsonMap): TracingProviders {
  const all = asList(config['extensionProviders']).flatMap((each) => providerOf(asMap(each)));
  const [named] = asList(getIn(config, ['defaultProviders', 'tracing']));
  const usual = all.find(({ name }) => name === named) ?? zipkinOfProxies(config)[0];
  return { all, usual };
}
