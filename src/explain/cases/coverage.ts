/** Which routes and rules the requests of tests have met. */
import type { MeshResource } from '../../mesh/resource.ts';
import type { MeshResources } from '../../mesh/resources.ts';
import { asList, getIn } from '../../model/json.ts';
import type { Explanation, Place, StepResult } from '../steps.ts';

/** A route or a rule, and whether a request has come to it. */
export interface Covered {
  readonly kind: 'route' | 'rule';
  /** `VirtualService shop/cart`. */
  readonly resource: string;
  /** The name of a route, else its index. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly covered: boolean;
}

interface Part {
  readonly kind: Covered['kind'];
  readonly resource: MeshResource;
  readonly list: 'http' | 'rules';
}

/** Results of steps that a request has really come to. */
const MET: ReadonlySet<StepResult> = new Set(['taken', 'allowed', 'refused', 'drawn']);

function placesMet(explanations: readonly Explanation[]): readonly Place[] {
  const steps = explanations.flatMap(({ hops }) => hops.flatMap((hop) => hop.steps));
  return steps
    .filter(({ kind, result }) => (kind === 'route' || kind === 'policy') && MET.has(result))
    .flatMap(({ place }) => (place === undefined ? [] : [place]));
}

function partsOf({ kind, resource, list }: Part, met: readonly Place[]): readonly Covered[] {
  const name = `${resource.kind} ${resource.namespace}/${resource.name}`;
  const own = met.filter((place) => place.resource === name);
  const items = asList(getIn(resource.spec, [list]));
  const lineOf = (index: number): number => resource.locate(['spec', list, index])?.start.line ?? 0;
  return items.map((item, index) => {
    const first = lineOf(index);
    const next = index + 1 < items.length ? lineOf(index + 1) : Number.POSITIVE_INFINITY;
    const label = getIn(item, ['name']);
    return {
      kind,
      resource: name,
      name: typeof label === 'string' && label !== '' ? label : String(index),
      file: resource.origin.file ?? '',
      line: first,
      covered: own.some(({ line = 0 }) => line >= first && line < next),
    };
  });
}

/** Every HTTP route of VirtualServices and every rule of AuthorizationPolicies, in the order of the files. */
export function coverageOf(resources: MeshResources, explanations: readonly Explanation[]): readonly Covered[] {
  const met = placesMet(explanations);
  const { virtualServices, authorizationPolicies } = resources;
  return [
    ...virtualServices.flatMap((resource) => partsOf({ kind: 'route', resource, list: 'http' }, met)),
    ...authorizationPolicies.flatMap((resource) => partsOf({ kind: 'rule', resource, list: 'rules' }, met)),
  ];
}
