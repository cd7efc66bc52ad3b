import { asMap, asString, getIn, stringMap } from '../../model/json.ts';
import { Cursor } from './cursor.ts';
import type { EnvoyTypes } from './envoy-filter/envoy-types.ts';
import type { Problems } from './problem.ts';

/** An object as the rules read it. */
export interface Resource {
  readonly kind: string;
  readonly name: string;
  /** Where the object is applied: its own namespace, else the one assumed. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly metadata: Cursor;
  /** The decoded spec; for Kubernetes' own kinds as it is written. */
  readonly spec: Cursor;
  /** The namespace of the control plane. */
  readonly istioNamespace: string;
  /** The Envoy API; without it the values of patches are not looked at. */
  readonly envoy: EnvoyTypes | undefined;
}

/** Checks one kind of object. Pure; reports in the order in which the control plane would. */
export type Rule = (resource: Resource) => Problems;

/** What {@link resourceOf} is made from. */
export interface ResourceInput {
  /** The whole document. */
  readonly document: unknown;
  /** Its spec as the decoder gives it. */
  readonly spec: unknown;
  /** The namespace of documents that name none. */
  readonly namespace: string;
  readonly istioNamespace: string;
  /** The Envoy API, for an EnvoyFilter. */
  readonly envoy?: EnvoyTypes | undefined;
}

/** The object the rules are to check. */
export function resourceOf(input: ResourceInput): Resource {
  const document = asMap(input.document);
  const metadata = new Cursor(document['metadata'], 'metadata');
  const namespace = asString(getIn(document, ['metadata', 'namespace'])) ?? '';
  return {
    kind: asString(document['kind']) ?? '',
    name: metadata.at('name').text,
    namespace: namespace === '' ? input.namespace : namespace,
    labels: stringMap(metadata.at('labels').value),
    annotations: stringMap(metadata.at('annotations').value),
    metadata,
    spec: new Cursor(input.spec, 'spec'),
    istioNamespace: input.istioNamespace,
    envoy: input.envoy,
  };
}
