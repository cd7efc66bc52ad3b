import { itemIdentity } from '../../inject/identity-of.ts';
import { readInput, STDIN } from '../../io/inputs.ts';
import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, deepEqual, isMap, type JsonMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';
import { type KrmResult, krmResult } from '../../output/krm-results.ts';
import { decodeText } from '../../yaml/decode.ts';
import { editManifest } from '../../yaml/edit.ts';
import { readManifests } from '../../yaml/parse.ts';

const API_VERSION = /^config\.kubernetes\.io\//;

/** What a function is given on standard input. */
export interface ResourceList {
  readonly text: string;
  readonly manifest: Manifest;
  readonly value: JsonMap;
  readonly items: readonly unknown[];
  readonly functionConfig: JsonMap;
}

const refuse = (message: string): never => {
  throw new InputError('INPUT_RESOURCE_LIST', `standard input: ${message}`, {
    hint: 'a function is run by kpt or kustomize, which give it a ResourceList; meshctl analyze and meshctl inject take manifests',
  });
};

/** Reads the ResourceList. Throws InputError for anything else. */
export async function readResourceList(host: Host): Promise<ResourceList> {
  const decoded = decodeText(await readInput(STDIN, host), STDIN);
  if ('diagnostic' in decoded) return refuse(decoded.diagnostic.message);
  const readings = [...readManifests(decoded.text, STDIN)];
  const broken = readings.flatMap(({ diagnostics }) => diagnostics).find(({ level }) => level === 'error');
  if (broken) return refuse(`line ${broken.range?.start.line ?? 1}: ${broken.message}`);
  const manifests = readings.flatMap(({ manifest }) => manifest ?? []).filter(({ value }) => isMap(value));
  const [manifest, ...more] = manifests;
  const value = asMap(manifest?.value);
  const { apiVersion, kind, items, functionConfig } = value;
  if (!manifest || more.length > 0 || kind !== 'ResourceList' || !API_VERSION.test(String(apiVersion)))
    return refuse('it is no ResourceList of config.kubernetes.io');
  return { text: decoded.text, manifest, value, items: asList(items), functionConfig: asMap(functionConfig) };
}

/** Path and item of a finding: paths may lead from the list or from the object. */
function itemOf(list: ResourceList, finding: Diagnostic): { readonly item?: JsonMap; readonly path: Path } {
  const { path = [], range } = finding;
  if (path[0] === 'items' && typeof path[1] === 'number')
    return { item: asMap(list.items[path[1]]), path: path.slice(2) };
  const offset = range?.start.offset;
  const index = list.items.findIndex((_, each) => {
    const { start, end } = list.manifest.locate(['items', each]);
    return offset !== undefined && start.offset <= offset && offset < end.offset;
  });
  return index < 0 ? { path } : { item: asMap(list.items[index]), path };
}

/** Findings as results, in their order. */
export function resultsOf(list: ResourceList, findings: readonly Diagnostic[]): readonly KrmResult[] {
  return findings.map((finding) => {
    const { item, path } = itemOf(list, finding);
    return krmResult({ finding: { ...finding, path }, item });
  });
}

/** Whether findings are repeated, and how. */
export interface RepeatFlags {
  readonly verbose?: boolean;
  readonly color: ColorChoice;
}

/** Says on standard error what is in the results, where that is asked for: functions leave it alone otherwise. */
export function repeatFindings(findings: readonly Diagnostic[], { verbose, color }: RepeatFlags, host: Host): void {
  if (!verbose || findings.length === 0) return;
  host.stderr.write(findingsText(findings, painter({ choice: color, env: host.env, stream: host.stderr })));
}

/** The list with these items, and with results behind those it has, as text; what stays as it was is written as it was. */
export function listText(
  { manifest, value }: ResourceList,
  items: readonly unknown[],
  results: readonly KrmResult[],
): string {
  const earlier = asList(value['results']);
  const fresh = results.filter((result) => !earlier.some((each) => deepEqual(each, result)));
  const all = [...earlier, ...fresh];
  return editManifest(
    manifest,
    { ...value, items, ...(all.length > 0 ? { results: all } : {}) },
    { identity: itemIdentity },
  );
}
