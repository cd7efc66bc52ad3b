import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../src/model/manifest.ts';
import { definitions } from '../../src/validate/definitions.ts';
import type { Layer } from '../../src/validate/problem.ts';
import type { Validation } from '../../src/validate/validate.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { conformanceDir } from '../support/conformance.ts';

/** Where the comparison data is; `undefined` when it is absent. */
export const DATA = conformanceDir('validate');

/** What the reference says of a document. */
export interface Case {
  readonly id: string;
  readonly file: string;
  readonly kind: string;
  readonly verdict: 'valid' | 'invalid' | 'crash';
  readonly exitCode: number;
  readonly errors: readonly { readonly resource: string; readonly text: string }[];
  readonly warnings: readonly { readonly resource: string; readonly text: string }[];
  readonly crd: { readonly verdict: 'accepted' | 'rejected'; readonly errors: readonly string[] } | null;
}

/** A schema of the comparison data. */
export interface PublishedKind {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A file of the comparison data as JSON; `otherwise` when the data is absent. */
export function dataOf<T>(file: string, otherwise: T): T {
  return DATA === undefined ? otherwise : JSON.parse(readFileSync(join(DATA, file), 'utf8'));
}

/** The text of a file of the comparison data. */
export function textOf(file: string): string {
  return readFileSync(join(DATA ?? '', file), 'utf8');
}

/** The manifests of a text; what is wrong with it is left out. */
export function manifestsOf(text: string, file = 'test.yaml'): readonly Manifest[] {
  return parseManifests(text, file).manifests;
}

/** A validation as the command sets it up by default. */
export function validation(layers: readonly Layer[], more: Partial<Validation> = {}): Validation {
  return {
    layers: new Set(layers),
    definitions: definitions(),
    evaluate: () => [],
    namespace: 'default',
    istioNamespace: 'istio-system',
    ...more,
  };
}
