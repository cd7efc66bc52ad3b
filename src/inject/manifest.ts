/** One document of a file: what injection makes of its text. Pure. */
import { encodeCompat } from '../k8s/compat.ts';
import { CODES } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { asMap, asString, deepEqual, entry, getIn, isMap, setIn } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { editManifest } from '../yaml/edit.ts';
import { readManifests } from '../yaml/parse.ts';
import type { InjectConfig } from './config.ts';
import { STATUS } from './constants.ts';
import { itemIdentity } from './identity-of.ts';
import { type InjectRun, injectObject, type ObjectReport, type ObjectResult, podsOf, resourceRef } from './inject.ts';
import type { KindOptions } from './kinds.ts';
import { proxyMoves } from './moves.ts';
import { writePod } from './place.ts';
import { type Problem, Refusal } from './problem.ts';
import {
  annotateRecord,
  applyUndo,
  readAnnotations,
  readRecord,
  type UndoEntry,
  undoEntries,
  writeRecord,
} from './record.ts';
import { comesBack } from './replaced.ts';
import { applyText, type TextEntry, textEntries } from './text-record.ts';
import { uninjectPod } from './uninject.ts';

/** What became of one document. */
export interface ManifestResult {
  readonly manifest: Manifest;
  /** The document's new text; its own text when nothing changed. */
  readonly text: string;
  readonly value: unknown;
  readonly changed: boolean;
  readonly reports: readonly ObjectReport[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A problem of an object in a document as a finding with its place in the file. */
function toDiagnostic(
  problem: Problem,
  manifest: Manifest,
  report: Pick<ObjectReport, 'resource' | 'path'>,
): Diagnostic {
  const info = CODES[problem.code];
  const path: Path = [...report.path, ...problem.path];
  return {
    code: problem.code,
    level: info.level,
    message: problem.message,
    origin: { file: manifest.file, document: manifest.index, resource: report.resource },
    range: manifest.locate(path),
    path,
    remediation: problem.remediation ?? info.remediation,
  };
}

const findings = (manifest: Manifest, reports: readonly ObjectReport[]): readonly Diagnostic[] =>
  reports.flatMap((report) => report.problems.map((problem) => toDiagnostic(problem, manifest, report)));

/** The end of lines in a text, as its first line has it. */
const eolOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

/** Injects a document. Findings of level error mean that it must not be written. */
export function injectManifest(manifest: Manifest, config: InjectConfig, run: InjectRun): ManifestResult {
  const { carried } = readRecord(manifest.text).record;
  const { value, reports } = injectObject(manifest.value, config, { ...run, carried });
  const diagnostics = findings(manifest, reports);
  if (config.compat)
    return {
      manifest,
      text: compatText(manifest, value, reports),
      value,
      changed: value !== manifest.value,
      reports,
      diagnostics,
    };
  const changed = !deepEqual(value, manifest.value);
  const written = changed ? recorded(manifest, { value, reports }, config, run) : { text: manifest.text, value };
  return { manifest, ...written, changed, reports, diagnostics };
}

const kindOptions = (config: InjectConfig, run: InjectRun): KindOptions => ({
  compat: config.compat,
  extra: run.extraKinds,
  legacy: true,
});

/** The paths of the objects in a document that carry a pod. */
const objectsOf = (root: unknown, options: KindOptions): readonly Path[] =>
  [...podsOf(root, options)].map(({ path }) => path);

/** The document's new text and value, with a record of what they do not tell. */
function recorded(
  manifest: Manifest,
  { value, reports }: ObjectResult,
  config: InjectConfig,
  run: InjectRun,
): Pick<ManifestResult, 'text' | 'value'> {
  const options = kindOptions(config, run);
  const moves = proxyMoves(manifest.value, value, options);
  const edit = (next: unknown): string => editManifest(manifest, next, { identity: itemIdentity, moves });
  const port = statusPortOf(config);
  const derived = uninjectValue(value, options, port);
  const original = manifest.text.includes(STATUS) ? uninjectValue(manifest.value, options, port) : manifest.value;
  const undo = undoEntries(original, derived);
  if (manifest.format === 'json') {
    const objects = objectsOf(manifest.value, options);
    // A document that has a record was injected before.
    if (readAnnotations(manifest.value, objects).value !== manifest.value) return { text: edit(value), value };
    const annotated = annotateRecord(value, undo, objectsOf(value, options));
    return { text: edit(annotated), value: annotated };
  }
  if (readRecord(manifest.text).bare !== manifest.text) return { text: edit(value), value };
  const carried = reports.flatMap(({ path, carried: containers = [] }) =>
    containers.length > 0 ? [{ path, value: containers }] : [],
  );
  const eol = eolOf(manifest.text);
  const fields = { undo, carried, text: [] };
  const text = writeRecord(edit(value), fields, eol);
  const again = manifest.text.includes(STATUS);
  if (!again && moves.length === 0 && comesBack(manifest, value)) return { text, value };
  const wanted = again ? uninjectManifest(manifest, options, port).text : manifest.text;
  const entries = textEntries(uninjectText(text, manifest.file, options, port), wanted);
  return { text: entries.length === 0 ? text : writeRecord(edit(value), { ...fields, text: entries }, eol), value };
}

/** A document's text without its injection. */
function uninjectText(text: string, file: string, options: KindOptions, statusPort: number): string {
  const [reading] = readManifests(text, file);
  return reading?.manifest ? uninjectManifest(reading.manifest, options, statusPort).text : text;
}

const statusPortOf = (config: InjectConfig): number => {
  const port = entry(config.meshConfig['defaultConfig'], 'statusPort');
  return typeof port === 'number' ? port : 0;
};

/** The reference re-encodes every object of a kind it can inject, and copies the others. */
function compatText(manifest: Manifest, value: unknown, reports: readonly ObjectReport[]): string {
  const own =
    reports.some((report) => report.outcome !== 'untouched') ||
    (reports.length > 0 && reports.every((report) => report.path.length > 0));
  if (!own) return manifest.text;
  return encodeCompat(asString(entry(value, 'apiVersion')) ?? '', asString(entry(value, 'kind')) ?? '', value);
}

function uninjectValue(root: unknown, options: KindOptions, statusPort: number): unknown {
  let next = root;
  for (const { path, place, pod, object } of podsOf(root, options)) {
    const bare = uninjectPod(pod, statusPort);
    if (bare !== pod) next = setIn(next, path, writePod(object, place, pod, bare));
  }
  return next;
}

/** Whether a recorded path lies in what injection may change: whatever else such a comment says was not written by it. */
function isInPod(root: unknown, recorded: Path, options: KindOptions): boolean {
  return [...podsOf(root, options)].some(({ path, place }) =>
    [place.spec, ...place.metadata].some((inside) => {
      const whole = [...path, ...inside];
      return whole.every((step, index) => recorded[index] === step);
    }),
  );
}

/** Whether a value is a map with nothing in it but such maps. */
const isHollow = (value: unknown): boolean => isMap(value) && Object.values(value).every(isHollow);

/** Whether a record says that what holds the pod was not there, and it holds nothing: the template of a workload that had none. */
function isHollowHolder(derived: unknown, { path: recorded, value }: UndoEntry, options: KindOptions): boolean {
  if (value !== undefined || !isHollow(getIn(derived, recorded))) return false;
  return [...podsOf(derived, options)].some(({ path, place }) => {
    const whole = [...path, ...place.spec];
    return recorded.length > path.length && recorded.every((step, index) => whole[index] === step);
  });
}

/** What taking injections out of a document made of it. */
export interface UninjectResult extends ManifestResult {
  /** The objects an injection was taken out of, and where they stand in the document. */
  readonly objects: readonly Pick<ObjectReport, 'resource' | 'path'>[];
}

const changedObjects = (before: unknown, after: unknown, options: KindOptions): UninjectResult['objects'] =>
  [...podsOf(before, options)]
    .filter(({ path }) => getIn(before, path) !== getIn(after, path))
    .map(({ path, object }) => ({ resource: resourceRef(object), path }));

/** Takes the injection out of a document: by its record where meshctl kept one, by the status annotation otherwise. */
export function uninjectManifest(manifest: Manifest, options: KindOptions, statusPort: number): UninjectResult {
  const unchanged = { manifest, text: manifest.text, value: manifest.value, changed: false, reports: [], objects: [] };
  let derived: unknown;
  try {
    derived = uninjectValue(manifest.value, options, statusPort);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const report = { resource: resourceRef(asMap(manifest.value)), path: [] };
    const diagnostics = error.problems.map((problem) => toDiagnostic(problem, manifest, report));
    return { ...unchanged, diagnostics };
  }
  const { record } = readRecord(manifest.text);
  const annotated = readAnnotations(derived, objectsOf(derived, options));
  if (derived === manifest.value) return { ...unchanged, diagnostics: [] };
  const objects = changedObjects(manifest.value, derived, options);
  const value = applyUndo(
    annotated.value,
    [...record.undo, ...annotated.entries].filter(
      (undo) => isInPod(manifest.value, undo.path, options) || isHollowHolder(annotated.value, undo, options),
    ),
  );
  const moves = proxyMoves(manifest.value, value, options);
  const { bare } = readRecord(editManifest(manifest, value, { identity: itemIdentity, moves }));
  const text = withLines(bare, record.text, value);
  return { manifest, text, value, changed: true, reports: [], objects, diagnostics: [] };
}

/** The text with the recorded lines back in it, unless it would then say something else: somebody changed the file meanwhile. */
function withLines(text: string, entries: readonly TextEntry[], value: unknown): string {
  if (entries.length === 0) return text;
  const restored = applyText(text, entries);
  const readings = [...readManifests(restored, '')];
  const [reading] = readings;
  return readings.length === 1 && reading?.manifest && deepEqual(reading.manifest.value, value) ? restored : text;
}
