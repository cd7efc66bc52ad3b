/** The layer `rules`: what the control plane's decoder and rules say of an object. */
import { type DecodeProblem, decodeSpec } from '../mesh/decode.ts';
import { groupVersion, kindInfo } from '../mesh/kinds.ts';
import type { ObjectAt } from '../mesh/objects.ts';
import type { Code } from '../model/codes.ts';
import { nearest } from '../model/suggest.ts';
import { didYouMean, type LayerProblem, layerProblem } from './problem.ts';
import type { EnvoyTypes } from './rules/envoy-filter/envoy-types.ts';
import { rulesOf } from './rules/index.ts';
import type { Problem } from './rules/problem.ts';
import { resourceOf } from './rules/resource.ts';

/** Where the control plane is, and where objects go that do not say it. */
export interface Placement {
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly istioNamespace: string;
  /** The Envoy API, for the patches of EnvoyFilters; without it they are not looked into. */
  readonly envoy?: EnvoyTypes | undefined;
}

/** What the layer finds in an object. */
export interface RulesResult {
  /** Whether the layer has anything to say of objects of this kind. */
  readonly known: boolean;
  /** Why the object cannot be decoded; rules are only applied to what can be. */
  readonly decoding: readonly LayerProblem[];
  readonly problems: readonly Problem[];
}

const TOP_LEVEL = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

const CODES: Readonly<Record<DecodeProblem['reason'], Code>> = {
  'unknown-field': 'MSH2901',
  type: 'MSH2902',
  enum: 'MSH2903',
};

function decodingProblem({ reason, path, message, suggestion }: DecodeProblem): LayerProblem {
  const of = reason === 'unknown-field' ? 'key' : 'value';
  return layerProblem(CODES[reason], path, { message, of, ...didYouMean(suggestion) });
}

function topLevelProblems({ value, resource }: ObjectAt): readonly LayerProblem[] {
  return Object.keys(value)
    .filter((key) => !TOP_LEVEL.includes(key))
    .map((key) =>
      layerProblem('MSH2901', [key], {
        message: `there is no field "${key}" in ${resource.kind}`,
        of: 'key',
        ...didYouMean(nearest(key, TOP_LEVEL)),
      }),
    );
}

/** What the control plane says of an object; nothing of kinds and versions it does not know. */
export function checkRulesLayer(object: ObjectAt, placement: Placement): RulesResult {
  const { resource, value } = object;
  const { group, version } = groupVersion(resource.apiVersion);
  const info = kindInfo(group, resource.kind);
  const rules = rulesOf(group, resource.kind);
  const known = info ? info.versions.includes(version) : rules !== undefined;
  if (!known) return { known, decoding: [], problems: [] };
  const decoded = info?.proto ? decodeSpec(info, value['spec']) : { spec: value['spec'], problems: [] };
  const decoding = info ? [...decoded.problems.map(decodingProblem), ...topLevelProblems(object)] : [];
  if (decoding.length > 0 || rules === undefined) return { known, decoding, problems: [] };
  const { namespace, istioNamespace, envoy } = placement;
  const input = resourceOf({ document: value, spec: decoded.spec, namespace, istioNamespace, envoy });
  return { known, decoding, problems: [...rules(input)] };
}
