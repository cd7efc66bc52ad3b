import { compatDocument, rawDocuments, shiftFinding } from '../../inject/compat-stream.ts';
import type { InjectConfig } from '../../inject/config.ts';
import type { InjectRun } from '../../inject/inject.ts';
import { injectManifest, type ManifestResult } from '../../inject/manifest.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { readManifests } from '../../yaml/parse.ts';
import type { Source } from './sources.ts';

/** What an injection works with: its configuration, and what it keeps from one document to the next. */
export interface Injector {
  readonly config: InjectConfig;
  readonly run: InjectRun;
}

/** The documents of a source as they are injected one by one; what cannot be read gives findings only. */
export function* resultsOf(
  source: Source,
  injector: Injector,
): Generator<{ readonly result?: ManifestResult; readonly findings: readonly Diagnostic[] }> {
  if (source.problem) yield { findings: [source.problem] };
  const { config, run } = injector;
  if (config.compat) yield* compatResults(source, injector);
  else {
    for (const { manifest, diagnostics } of readManifests(source.text, source.name)) {
      const result = manifest && injectManifest(manifest, config, run);
      const odd = manifest ? notAnObject(manifest) : [];
      yield { findings: [...diagnostics, ...odd, ...(result?.diagnostics ?? [])], ...(result ? { result } : {}) };
    }
  }
}

/** Text that happens to be YAML is hardly a manifest: a word, a list. */
function notAnObject(manifest: Manifest): readonly Diagnostic[] {
  const { value, file, index } = manifest;
  if (isMap(value) || value === undefined || value === null) return [];
  const { level, remediation } = CODES.MSH0006;
  const message = `the document is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}, not an object`;
  return [
    { code: 'MSH0006', level, message, origin: { file, document: index }, range: manifest.locate([]), remediation },
  ];
}

function* compatResults(source: Source, { config, run }: Injector): ReturnType<typeof resultsOf> {
  let index = 0;
  for (const raw of rawDocuments(source.text)) {
    const found: Diagnostic[] = [];
    let result: ManifestResult | undefined;
    for (const { manifest, diagnostics } of readManifests(raw.text, source.name)) {
      result = manifest && injectManifest(manifest, config, run);
      found.push(...diagnostics, ...(result?.diagnostics ?? []));
    }
    const findings = found.map((finding) => shiftFinding(finding, index, raw));
    const text = compatDocument(result?.text ?? raw.text);
    if (result) yield { findings, result: { ...result, text } };
    else yield { findings, result: emptyResult(source.name, index, text) };
    index += 1;
  }
}

/** A document the reference copies although there is nothing in it. */
function emptyResult(file: string, index: number, text: string): ManifestResult {
  const start = { offset: 0, line: 1, col: 1 };
  const tree = { root: undefined, head: 0, duplicates: [], intricate: false };
  const manifest = {
    file,
    index,
    text,
    start,
    format: 'yaml' as const,
    tree,
    value: undefined,
    locate: () => ({ start, end: start }),
  };
  return { manifest, text, value: undefined, changed: false, reports: [], diagnostics: [] };
}
