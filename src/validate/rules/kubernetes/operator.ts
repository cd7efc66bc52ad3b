/** Files of `istioctl install`. */
import { isMap } from '../../../model/json.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';

/** https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/ */
const FIELDS: ReadonlySet<string> = new Set([
  'profile',
  'installPackagePath',
  'hub',
  'tag',
  'namespace',
  'revision',
  'compatibilityVersion',
  'meshConfig',
  'components',
  'values',
  'unvalidatedValues',
]);

const COMPONENTS: ReadonlySet<string> = new Set([
  'base',
  'pilot',
  'cni',
  'ztunnel',
  'istiodRemote',
  'ingressGateways',
  'egressGateways',
]);

/** The rules for IstioOperator; istioctl stops at the first field it does not know. */
export function* istioOperator({ spec }: Resource): Problems {
  const components = spec.at('components');
  let counted = false;
  for (const [of, known] of [[spec, FIELDS] as const, [components, COMPONENTS] as const])
    for (const key of Object.keys(isMap(of.value) ? of.value : {})) {
      if (known.has(key)) continue;
      yield problem('MSH2080', of.at(key), `${of.name} of an IstioOperator has no field ${quoted(key)}`, {
        of: 'key',
        ...(counted ? { reference: 'silent' } : {}),
      });
      counted = true;
    }
}
