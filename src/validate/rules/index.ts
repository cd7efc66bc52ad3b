/** The control plane's own checks: rules that no schema can say. */
import type { Level } from '../../model/diagnostic.ts';
import { authorizationPolicy } from './authorization-policy/index.ts';
import { destinationRule } from './destination-rule/index.ts';
import { envoyFilter } from './envoy-filter/index.ts';
import { trafficExtension } from './extensions/traffic-extension.ts';
import { wasmPlugin } from './extensions/wasm.ts';
import { gateway } from './gateway/index.ts';
import { deployment } from './kubernetes/deployment.ts';
import { istioOperator } from './kubernetes/operator.ts';
import { service } from './kubernetes/service.ts';
import { metadata } from './metadata.ts';
import { peerAuthentication } from './peer-authentication.ts';
import { echoes, failing, type Problem } from './problem.ts';
import { proxyConfig } from './proxy-config.ts';
import { requestAuthentication } from './request-authentication/index.ts';
import type { Rule } from './resource.ts';
import { serviceEntry } from './service-entry/index.ts';
import { sidecar } from './sidecar/index.ts';
import { telemetry } from './telemetry/index.ts';
import { virtualService } from './virtual-service/index.ts';
import { workloadEntry } from './workload/entry.ts';
import { workloadGroup } from './workload/group.ts';

/** The kinds of Istio's with rules, by group and kind: whatever the version, they are decoded before. */
const ISTIO_KINDS: Readonly<Record<string, Rule>> = {
  'extensions.istio.io/TrafficExtension': trafficExtension,
  'extensions.istio.io/WasmPlugin': wasmPlugin,
  'networking.istio.io/DestinationRule': destinationRule,
  'networking.istio.io/EnvoyFilter': envoyFilter,
  'networking.istio.io/Gateway': gateway,
  'networking.istio.io/ProxyConfig': proxyConfig,
  'networking.istio.io/ServiceEntry': serviceEntry,
  'networking.istio.io/Sidecar': sidecar,
  'networking.istio.io/VirtualService': virtualService,
  'networking.istio.io/WorkloadEntry': workloadEntry,
  'networking.istio.io/WorkloadGroup': workloadGroup,
  'security.istio.io/AuthorizationPolicy': authorizationPolicy,
  'security.istio.io/PeerAuthentication': peerAuthentication,
  'security.istio.io/RequestAuthentication': requestAuthentication,
  'telemetry.istio.io/Telemetry': telemetry,
};

/** Other kinds, which are read as they are written. */
const OTHER_KINDS: Readonly<Record<string, Rule>> = {
  '/Service': service,
  'apps/Deployment': deployment,
  'install.istio.io/IstioOperator': istioOperator,
};

/** The rules of a kind behind those for its metadata, whose errors end the matter. */
const behindMetadata = (rule: Rule): Rule =>
  function* (resource) {
    if (yield* failing(metadata(resource))) return;
    yield* rule(resource);
  };

/** istioctl goes by the kind alone; a Service of another project is no business of the mesh. */
const ANY_GROUP: Readonly<Record<string, Rule>> = {
  Service: (resource) => echoes(service(resource)),
  Deployment: (resource) => echoes(deployment(resource)),
};

const entryOf = (table: Readonly<Record<string, Rule>>, key: string): Rule | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * The rules for a kind of a group (the core of Kubernetes has the group `""`); `undefined` when there are none. Problems come
 * in the order in which istioctl tells them. Those that {@link levelIn} gives no level are for the other view only.
 */
export function rulesOf(group: string, kind: string): Rule | undefined {
  const key = `${group}/${kind}`;
  const rule = entryOf(ISTIO_KINDS, key);
  return rule ? behindMetadata(rule) : (entryOf(OTHER_KINDS, key) ?? entryOf(ANY_GROUP, kind));
}

/** Who is told: anybody, or somebody who compares with istioctl. */
export type View = 'own' | 'reference';

/** The level of a problem as a view has it; `undefined` when the view does not have the problem at all. */
export function levelIn(problem: Problem, view: View): Level | undefined {
  if (view === 'own') return problem.echo === true ? undefined : problem.level;
  const { reference } = problem;
  if (reference === undefined) return problem.level;
  return reference === 'silent' ? undefined : reference;
}
