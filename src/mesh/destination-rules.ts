/** Which DestinationRule is for a host, and what it says of one port and subset. */
import { isWildcard, mostSpecific, resolveHost } from './hosts.ts';
import type { MeshModel } from './model.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, type MeshResource } from './resource.ts';
import { matchesLabels } from './selectors.ts';
import type { MeshService } from './services/types.ts';
import type { DestinationRule, PolicySections, Subset, TrafficPolicy } from './types/destination-rule.ts';
import { isExported } from './visibility.ts';

/** A subset and the rule that defines it. */
export interface DefinedSubset {
  readonly subset: Subset;
  readonly resource: MeshResource<DestinationRule>;
  readonly index: number;
}

/** What the rules of one host say together. */
export interface MergedRule {
  /** The host as the rules name it, made whole. */
  readonly host: string;
  /** The rule whose policy counts: the oldest. */
  readonly resource: MeshResource<DestinationRule>;
  readonly trafficPolicy: TrafficPolicy | undefined;
  /** Of all rules of the host; a name counts once. */
  readonly subsets: readonly DefinedSubset[];
}

function merge(host: string, rules: readonly MeshResource<DestinationRule>[]): MergedRule | undefined {
  const [resource] = rules;
  if (resource === undefined) return undefined;
  const subsets = new Map<string, DefinedSubset>();
  for (const rule of rules) {
    for (const [index, subset] of (rule.spec.subsets ?? []).entries()) {
      if (!subsets.has(subset.name)) subsets.set(subset.name, { subset, resource: rule, index });
    }
  }
  const trafficPolicy = rules.find(({ spec }) => spec.trafficPolicy !== undefined)?.spec.trafficPolicy;
  return { host, resource, trafficPolicy, subsets: [...subsets.values()] };
}

/** The rules of one namespace for a host: those with the most specific host that takes it. */
function bestIn(rules: readonly MeshResource<DestinationRule>[], host: string, domain: string): MergedRule | undefined {
  const hostOf = (rule: MeshResource<DestinationRule>) => resolveHost(rule.spec.host ?? '', rule.namespace, domain);
  const best = mostSpecific(rules, host, hostOf);
  if (best === undefined) return undefined;
  const pattern = hostOf(best);
  return merge(
    pattern,
    rules.filter((rule) => hostOf(rule) === pattern),
  );
}

function exported(mesh: MeshModel, rule: MeshResource<DestinationRule>, viewer: string): boolean {
  const { exportTo = [] } = rule.spec;
  return isExported(
    exportTo.length > 0 ? exportTo : mesh.settings.defaultDestinationRuleExportTo,
    rule.namespace,
    viewer,
  );
}

/**
 * The rules a workload goes by when it calls a service: those of its own namespace, else those of the service's, else those
 * of the root namespace; `undefined` when there are none. Rules for selected workloads come before those for all.
 * @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export function ruleFor(mesh: MeshModel, node: ProxyNode, service: MeshService): MergedRule | undefined {
  const { rootNamespace, clusterDomain } = mesh.settings;
  const visible = [...mesh.resources.destinationRules]
    .sort(byAge)
    .filter((rule) => exported(mesh, rule, node.namespace));
  const selecting = visible.filter(
    ({ spec, namespace }) =>
      spec.workloadSelector !== undefined &&
      namespace === node.namespace &&
      matchesLabels(spec.workloadSelector.matchLabels ?? {}, node.labels),
  );
  const general = visible.filter(({ spec }) => spec.workloadSelector === undefined);
  const own = bestIn(selecting, service.host, clusterDomain);
  if (own) return own;
  for (const namespace of [node.namespace, service.namespace, rootNamespace]) {
    const found = bestIn(
      general.filter((rule) => rule.namespace === namespace),
      service.host,
      clusterDomain,
    );
    if (found) return found;
  }
  return undefined;
}

const SECTIONS = ['loadBalancer', 'connectionPool', 'outlierDetection', 'tls'] as const;

/** A policy for one port: sections by name, and what only whole policies have. */
export type EffectivePolicy = Omit<TrafficPolicy, 'portLevelSettings'>;

function pick(sections: PolicySections): PolicySections {
  return Object.fromEntries(
    SECTIONS.filter((name) => sections[name] !== undefined).map((name) => [name, sections[name]]),
  );
}

/**
 * A policy with another one over it, for one port: each section the upper one has replaces that of the lower one as a whole,
 * and where the upper one has settings for the port, these are all there is.
 */
export function overlayPolicy(lower: EffectivePolicy, upper: TrafficPolicy | undefined, port: number): EffectivePolicy {
  if (upper === undefined) return lower;
  const { portLevelSettings = [], ...whole } = upper;
  const forPort = portLevelSettings.find((settings) => settings.port?.number === port);
  const rest = { ...lower, ...whole };
  if (forPort === undefined) return rest;
  const { loadBalancer: _l, connectionPool: _c, outlierDetection: _o, tls: _t, ...others } = rest;
  return { ...others, ...pick(forPort) };
}

/** Whether the rule is for exactly one host. */
export const isForOneHost = (rule: MergedRule): boolean => !isWildcard(rule.host);
