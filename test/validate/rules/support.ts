import * as envoy from '../../../src/envoy/schema/schema.ts';
import { decodeSpec } from '../../../src/mesh/decode.ts';
import { groupVersion, kindInfo } from '../../../src/mesh/kinds.ts';
import { asMap, asString } from '../../../src/model/json.ts';
import { rulesOf } from '../../../src/validate/rules/index.ts';
import type { Problem } from '../../../src/validate/rules/problem.ts';
import { resourceOf } from '../../../src/validate/rules/resource.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';

/** What a document is found to be. */
export interface Checked {
  /** Whether the control plane's decoder refuses it, in which case no rule is applied. */
  readonly refused: boolean;
  readonly problems: readonly Problem[];
}

/** An object against the rules for its kind, decoded as the control plane does it. */
export function checkObject(document: unknown): Checked {
  const map = asMap(document);
  const kind = asString(map['kind']) ?? '';
  const { group, version } = groupVersion(asString(map['apiVersion']) ?? '');
  const info = kindInfo(group, kind);
  const known = info?.versions.includes(version) === true;
  const rules = known || info === undefined ? rulesOf(group, kind) : undefined;
  if (!rules) return { refused: false, problems: [] };
  const decoded = known && info.proto ? decodeSpec(info, map['spec']) : { spec: map['spec'], problems: [] };
  if (decoded.problems.length > 0) return { refused: true, problems: [] };
  const resource = resourceOf({
    document,
    spec: decoded.spec,
    namespace: 'default',
    istioNamespace: 'istio-system',
    envoy,
  });
  return { refused: false, problems: [...rules(resource)] };
}

/** The objects of a text. */
export function documentsOf(text: string): readonly unknown[] {
  return parseManifests(text, 'x')
    .manifests.map((manifest) => manifest.value)
    .filter((value) => value !== undefined && value !== null);
}
