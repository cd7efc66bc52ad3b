/** What Telemetry resources say of a workload's logs and traces. @see https://istio.io/latest/docs/reference/config/telemetry/ */
import { asList, asMap, asString, getIn, type JsonMap } from '../model/json.ts';
import type { MeshModel } from './model.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, type MeshResource } from './resource.ts';
import { matchesLabels } from './selectors.ts';

/** What is not said is `undefined`: the mesh's own settings count. */
export interface EffectiveTelemetry {
  readonly accessLog: boolean | undefined;
  /** Which requests are logged, in CEL; `undefined` for all. */
  readonly logFilter: string | undefined;
  /** Percent of requests that are traced when nobody decided before. */
  readonly samplingPercent: number | undefined;
  readonly tracing: TracingWishes;
}

/** What is said of spans; the closest resource that says something counts. */
export interface TracingWishes {
  /** The name of a provider of the mesh. */
  readonly provider: string | undefined;
  readonly disabled: boolean | undefined;
  /** By tag, as the API has them. */
  readonly customTags: JsonMap;
}

function selectorOf({ spec }: MeshResource<JsonMap>): JsonMap {
  return asMap(asMap(spec['selector'])['matchLabels']);
}

/** The resources for a workload from the widest to the closest: of the mesh, of its namespace, its own; the oldest of each. */
function telemetryLevels(mesh: MeshModel, { namespace, labels }: ProxyNode): readonly MeshResource<JsonMap>[] {
  const sorted = [...mesh.resources.telemetries].sort(byAge);
  const wide = (of: string) =>
    sorted.find((each) => each.namespace === of && Object.keys(selectorOf(each)).length === 0);
  const own = sorted.find(
    (each) =>
      each.namespace === namespace &&
      Object.keys(selectorOf(each)).length > 0 &&
      matchesLabels(selectorOf(each), labels),
  );
  return [wide(mesh.settings.rootNamespace), wide(namespace), own].filter((each) => each !== undefined);
}

/** Whether requests are logged, as far as the list says: entries for servers count, and what an entry says last. */
function logging(spec: JsonMap): boolean | undefined {
  const entries = asList(spec['accessLogging']).map(asMap);
  const last = entries.at(-1);
  return last === undefined ? undefined : last['disabled'] !== true;
}

/** What the closest list of logs asks of requests. */
function logFilter(spec: JsonMap): string | undefined {
  return asString(getIn(asList(spec['accessLogging']).at(-1), ['filter', 'expression']));
}

function sampling(spec: JsonMap): number | undefined {
  const percents = asList(spec['tracing']).map((entry) => asMap(entry)['randomSamplingPercentage']);
  return percents.findLast((percent) => typeof percent === 'number');
}

function tracing(specs: readonly JsonMap[]): TracingWishes {
  const entries = specs.flatMap((spec) => asList(spec['tracing']).map((entry) => asMap(entry)));
  const providers = entries.flatMap(({ providers: list }) => asList(list).slice(0, 1));
  const disabled = entries.map((entry) => entry['disableSpanReporting']).findLast((said) => typeof said === 'boolean');
  return {
    provider: asString(asMap(providers.at(-1))['name']),
    disabled,
    customTags: Object.assign({}, ...entries.map((entry) => asMap(entry['customTags']))),
  };
}

/** What counts for a workload: the closest resource that says something. */
export function telemetryFor(mesh: MeshModel, node: ProxyNode): EffectiveTelemetry {
  const specs = telemetryLevels(mesh, node).map(({ spec }) => spec);
  return {
    accessLog: specs.map(logging).findLast((said) => said !== undefined),
    logFilter: logFilter(specs.findLast((spec) => logging(spec) !== undefined) ?? {}),
    samplingPercent: specs.map(sampling).findLast((said) => said !== undefined),
    tracing: tracing(specs),
  };
}
