/** Which workloads, services and gateways a policy is for. */
import type { Cursor } from '../cursor.ts';
import { oneOf, type Problems, problem, quoted } from '../problem.ts';
import { workloadSelector } from './labels.ts';

const CORE_GROUPS: readonly string[] = ['', 'core'];

/** Groups of the kinds a policy may be attached to. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  Service: CORE_GROUPS,
  ServiceEntry: ['networking.istio.io'],
  Gateway: ['gateway.networking.k8s.io'],
  GatewayClass: ['gateway.networking.k8s.io'],
};

const isTarget = (kind: string, group: string): boolean =>
  Object.hasOwn(TARGETS, kind) && (TARGETS[kind] ?? []).includes(group);

function* targetRef(ref: Cursor): Problems {
  if (ref.at('name').text === '') yield problem('MSH2026', ref.at('name'), `${ref.name} names no object`);
  const namespace = ref.at('namespace');
  if (namespace.text !== '')
    yield problem('MSH2027', namespace, `${ref.name} names the namespace ${quoted(namespace.text)}`);
  const kind = ref.at('kind').text;
  const group = ref.at('group').text;
  if (!isTarget(kind, group))
    yield problem(
      'MSH2028',
      ref.at('kind'),
      `${ref.name} is to ${quoted(group === '' ? kind : `${group}/${kind}`)} instead of a ${oneOf(Object.keys(TARGETS))}`,
    );
}

/** The selector or the target references of a policy: one of the ways, each of them right. */
export function* policyTargets(spec: Cursor): Problems {
  const ways = ['selector', 'targetRef']
    .filter((key) => spec.has(key))
    .concat(spec.says('targetRefs') ? ['targetRefs'] : []);
  const [, second] = ways;
  if (second !== undefined)
    yield problem('MSH2025', spec.at(second), `${ways.join(' and ')} are set, which exclude each other`);
  yield* workloadSelector(spec.at('selector'));
  if (spec.has('targetRef')) yield* targetRef(spec.at('targetRef'));
  for (const ref of spec.items('targetRefs')) yield* targetRef(ref);
}
