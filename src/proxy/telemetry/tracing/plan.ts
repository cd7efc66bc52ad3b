/** What a connection manager's configuration says of traces. */
import { asList, asMap, asString, getIn, type JsonMap } from '../../../model/json.ts';
import { FORMATS } from './context.ts';

/** Where spans go, and in which shape. */
export interface CollectorPlan {
  readonly kind: 'otlp' | 'zipkin';
  /** The cluster the collector is in; an empty name for none. */
  readonly cluster: string;
  /** `http://host:port/path`; the address counts where there is no such cluster. */
  readonly url: string;
  /** What this proxy is called there; empty for its workload's name. */
  readonly service: string;
}

/** A tag that every span of a connection manager gets. */
export interface CustomTag {
  readonly name: string;
  /** A field of the request; `undefined` for a text that is always the same. */
  readonly header: string | undefined;
  /** The text, or what is there without the field. */
  readonly value: string;
}

/** How one connection manager traces. */
export interface TracingPlan {
  /** Share of requests that are traced when nobody has decided, from 0 to 1. */
  readonly chance: number;
  /** Of `FORMATS`: how requests are told on that came without a context. */
  readonly formats: number;
  readonly tags: readonly CustomTag[];
  readonly collector: CollectorPlan;
}

const TYPE = 'type.googleapis.com/envoy.config.trace.v3.';

function otlp(config: JsonMap): CollectorPlan | undefined {
  const http = asMap(getIn(config, ['http_service', 'http_uri']));
  const url = asString(http['uri']);
  if (url === undefined) return undefined;
  const service = asString(config['service_name']) ?? '';
  return { kind: 'otlp', cluster: asString(http['cluster']) ?? '', url, service };
}

function zipkin(config: JsonMap): CollectorPlan {
  const cluster = asString(config['collector_cluster']) ?? '';
  const path = asString(config['collector_endpoint']) ?? '/api/v2/spans';
  const host = asString(config['collector_hostname']) ?? cluster;
  return { kind: 'zipkin', cluster, url: `http://${host}${path}`, service: '' };
}

function collectorOf(provider: JsonMap): CollectorPlan | undefined {
  const config = asMap(provider['typed_config']);
  if (config['@type'] === `${TYPE}OpenTelemetryConfig`) return otlp(config);
  return config['@type'] === `${TYPE}ZipkinConfig` ? zipkin(config) : undefined;
}

function customTag(tag: JsonMap): readonly CustomTag[] {
  const name = asString(tag['tag']);
  if (name === undefined) return [];
  const literal = asString(getIn(tag, ['literal', 'value']));
  if (literal !== undefined) return [{ name, header: undefined, value: literal }];
  const header = asMap(tag['request_header']);
  const field = asString(header['name']);
  if (field === undefined) return [];
  return [{ name, header: field.toLowerCase(), value: asString(header['default_value']) ?? '' }];
}

/** The plan of a connection manager's `tracing`; `undefined` when spans go nowhere this proxy can send them to. */
export function tracingPlan(tracing: Readonly<Record<string, unknown>> | undefined): TracingPlan | undefined {
  const collector = collectorOf(asMap(tracing?.['provider']));
  if (tracing === undefined || collector === undefined) return undefined;
  const percent = getIn(tracing, ['random_sampling', 'value']);
  return {
    chance: typeof percent === 'number' ? percent / 100 : 0,
    formats: collector.kind === 'otlp' ? FORMATS.w3c : FORMATS.b3,
    tags: asList(tracing['custom_tags']).flatMap((tag) => customTag(asMap(tag))),
    collector,
  };
}
