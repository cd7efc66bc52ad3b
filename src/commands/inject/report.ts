import type { ChalkInstance } from 'chalk';
import type { ObjectReport } from '../../inject/inject.ts';
import type { ManifestResult } from '../../inject/manifest.ts';
import type { Diagnostic, ResourceRef } from '../../model/diagnostic.ts';
import { deepEqual, getIn } from '../../model/json.ts';
import { type Envelope, envelope } from '../../output/json.ts';

/** One object of the report. */
export interface ReportLine {
  readonly file: string;
  readonly line: number;
  readonly resource: ResourceRef;
  readonly outcome: ObjectReport['outcome'];
  /** Whether injection makes a difference to the object. */
  readonly changed: boolean;
  readonly rule?: string;
  readonly reason?: string;
  readonly templates: readonly string[];
}

/** The report's lines for a document; objects that carry no pod have none. */
export function reportLines({ manifest, reports, value }: ManifestResult): readonly ReportLine[] {
  return reports
    .filter(({ outcome }) => outcome !== 'untouched')
    .map(({ resource, path, outcome, decision, templates }) => ({
      file: manifest.file,
      line: manifest.locate(path).start.line,
      resource,
      outcome,
      changed: !deepEqual(getIn(manifest.value, path), getIn(value, path)),
      ...(decision ? { rule: decision.rule, reason: decision.reason } : {}),
      templates,
    }));
}

/** An object as people name it: its kind, and its name with the namespace where it has one. */
export const named = ({ kind, namespace, name }: ResourceRef): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
const STYLE = { injected: 'green', skipped: 'yellow', refused: 'red', untouched: 'dim' } as const;

/** What became of an object, as people say it; `written` tells whether the run writes. */
function word({ outcome, changed }: ReportLine, written: boolean): string {
  if (outcome !== 'injected') return outcome;
  if (!changed) return 'up to date';
  return written ? 'injected' : 'to inject';
}

/** The report for people, one line an object. */
export function reportText(lines: readonly ReportLine[], paint: ChalkInstance, written: boolean): string {
  return lines
    .map((line) => {
      const { file, resource, outcome, reason, templates } = line;
      const template = `template ${templates.join(', ')}`;
      const why = outcome === 'injected' ? template : outcome === 'skipped' ? (reason ?? '') : 'see the findings';
      return `${paint[STYLE[outcome]](word(line, written).padEnd(10))} ${named(resource)} (${file}:${line.line}): ${why}
`;
    })
    .join('');
}

/** The report for programs; `findings` as `findingRecords` gives them. */
export function reportDocument(lines: readonly ReportLine[], findings: readonly Diagnostic[]): Envelope {
  const count = (outcome: ObjectReport['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  return envelope('InjectionReport', {
    objects: lines,
    findings,
    summary: { injected: count('injected'), skipped: count('skipped'), refused: count('refused') },
  });
}

/** What the reference prints for a workload it leaves alone. */
export function compatWarning({ outcome, resource, decision, podName }: ObjectReport): string | undefined {
  if (outcome !== 'skipped' || !decision) return undefined;
  const { kind, namespace } = resource;
  const name = podName ?? resource.name;
  const subject = `${kind === '' ? '' : `${kind} `}"${namespace ? `${namespace}/` : ''}${name}"`;
  const why = decision.rule === 'hostNetwork' ? 'host networking enabled' : 'sidecar injection disabled';
  return `===> Skipping injection because ${subject} has ${why}`;
}
