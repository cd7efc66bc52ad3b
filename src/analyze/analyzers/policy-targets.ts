import type { TargetReference } from '../../mesh/types/common.ts';
import type { PolicyTarget } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, service } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedKind } from '../kinds.ts';

/** What a policy may be for, by group and kind; classes of Gateways are no objects of a mesh. */
const TARGETS: Readonly<Record<string, AnalyzedKind>> = {
  '/Service': 'Service',
  'networking.istio.io/ServiceEntry': 'ServiceEntry',
  'gateway.networking.k8s.io/Gateway': 'KubernetesGateway',
};

/** What a policy says it is for, and the field that does. */
interface TargetAt {
  readonly target: TargetReference;
  readonly path: Path;
}

function targetsOf({ targetRef, targetRefs = [] }: PolicyTarget): readonly TargetAt[] {
  const one = targetRef ? [{ target: targetRef, path: ['spec', 'targetRef'] }] : [];
  return [...one, ...targetRefs.map((target, index) => ({ target, path: ['spec', 'targetRefs', index] }))];
}

function* check({ target, path }: TargetAt, namespace: string, context: Context): Generator<Found> {
  const { group = '', kind, name } = target;
  const of = TARGETS[`${group}/${kind}`];
  if (of === undefined || context.find(of, { namespace, name })) return;
  const names = context.all(of).flatMap((each) => (each.namespace === namespace ? each.name : []));
  const meant = nearest(name, names);
  const finding = found('MSH3029', [...path, 'name'], {
    message: `there is no ${kind} ${quoted(name)} in the namespace ${quoted(namespace)}`,
    ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
  });
  yield names.length > 0 || context.settings.complete ? finding : uncertain(finding);
}

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const policy = (name: string): string =>
  doc(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'shop/web',
    `spec: {targetRefs: [{group: "", kind: Service, name: ${name}}], rules: [{}]}`,
  );

/** Policies that are for something there is. */
export const policyTargets = analyzer({
  name: 'policy-targets',
  codes: ['MSH3029'],
  subjects: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'TrafficExtension', 'WasmPlugin'],
  inputs: [
    'AuthorizationPolicy',
    'KubernetesGateway',
    'RequestAuthentication',
    'Service',
    'ServiceEntry',
    'Telemetry',
    'TrafficExtension',
    'WasmPlugin',
  ],
  description: 'The Services, ServiceEntries and Gateways that policies name in targetRefs exist.',
  examples: { bad: docs(WEB, policy('wbe')), good: docs(WEB, policy('web')) },
  view: 'own',
  *analyze({ spec, namespace }, context) {
    for (const at of targetsOf(spec)) yield* check(at, namespace, context);
  },
});
