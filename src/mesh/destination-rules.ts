/** Which DestinationRule is for a host, and what it says of one port and subset. */
import { HostIndex } from './host-index.ts';
import { mostSpecific, resolveHost } from './hosts.ts';
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

function exported(mesh: MeshModel, rule: MeshResource<DestinationRule>, viewer: string): boolean {
  const { exportTo = [] } = rule.spec;
  return isExported(
    exportTo.length > 0 ? exportTo : mesh.settings.defaultDestinationRuleExportTo,
    rule.namespace,
    viewer,
  );
}

type Rule = MeshResource<DestinationRule>;
type Index = HostIndex<Rule>;

/** The DestinationRules a workload sees, found by host. */
export class RuleTable {
  private readonly selecting: Index;
  private readonly byNamespace: ReadonlyMap<string, Index>;
  private readonly order: readonly string[];

  constructor(mesh: MeshModel, node: ProxyNode) {
    const { rootNamespace, clusterDomain } = mesh.settings;
    const hostsOf = ({ spec, namespace }: Rule): readonly string[] => [
      resolveHost(spec.host ?? '', namespace, clusterDomain),
    ];
    const visible = [...mesh.resources.destinationRules]
      .sort(byAge)
      .filter((rule) => exported(mesh, rule, node.namespace));
    const selects = ({ spec, namespace }: Rule): boolean =>
      namespace === node.namespace && matchesLabels(spec.workloadSelector?.matchLabels ?? {}, node.labels);
    const general = visible.filter(({ spec }) => spec.workloadSelector === undefined);
    this.selecting = new HostIndex(
      visible.filter((rule) => rule.spec.workloadSelector !== undefined && selects(rule)),
      hostsOf,
    );
    this.byNamespace = new Map(
      [...new Set(general.map(({ namespace }) => namespace))].map((namespace) => [
        namespace,
        new HostIndex(
          general.filter((rule) => rule.namespace === namespace),
          hostsOf,
        ),
      ]),
    );
    this.order = [node.namespace, rootNamespace];
  }

  /**
   * The rules the workload goes by when it calls a service: those of its own namespace, else those of the service's, else
   * those of the root namespace; `undefined` when there are none. Rules for selected workloads come before those for all.
   * @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
   */
  find({ host, namespace }: Pick<MeshService, 'host' | 'namespace'>): MergedRule | undefined {
    const [caller = '', root = ''] = this.order;
    const tables = [this.selecting, ...[caller, namespace, root].map((name) => this.byNamespace.get(name))];
    for (const table of tables) {
      const found = table && bestIn(table, host);
      if (found) return found;
    }
    return undefined;
  }
}

/** The rules with the most specific host that takes the one asked for. */
function bestIn(table: Index, host: string): MergedRule | undefined {
  const named = table.named(host);
  if (named.length > 0) return merge(host, named);
  const covering = table.covering(host);
  const best = mostSpecific(covering, host, (entry) => entry.host);
  if (best === undefined) return undefined;
  return merge(
    best.host,
    covering.filter((entry) => entry.host === best.host).map(({ item }) => item),
  );
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
