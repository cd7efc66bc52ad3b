/** Who may refer to objects of other namespaces. */
import { asList, asMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** What is referred to; objects of the core group only. */
export interface Referred {
  readonly kind: 'Service' | 'Secret';
  readonly namespace: string;
  readonly name: string;
}

/** Whether the namespace of an object lets another one refer to it. @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export function isGranted(from: AnalyzedResource, { kind, namespace, name }: Referred, context: Context): boolean {
  return context
    .all('ReferenceGrant')
    .filter((grant) => grant.namespace === namespace)
    .some((grant) => {
      const spec = asMap(grant.object['spec']);
      const lets = asList(spec['from']).map(asMap);
      const to = asList(spec['to']).map(asMap);
      return (
        lets.some(
          (each) => each['group'] === from.group && each['kind'] === from.kind && each['namespace'] === from.namespace,
        ) && to.some((each) => each['kind'] === kind && (each['name'] === undefined || each['name'] === name))
      );
    });
}
