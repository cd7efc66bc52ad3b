import type { ChalkInstance } from 'chalk';
import type { ObjectReport } from '../../inject/inject.ts';
import type { ManifestResult } from '../../inject/manifest.ts';
import type { Diagnostic, ResourceRef } from '../../model/diagnostic.ts';
import { type Envelope, envelope } from '../../output/json.ts';

/** One object of the report. */
export interface ReportLine {
  readonly file: string;
  readonly line: number;
  readonly resource: ResourceRef;
  readonly outcome: ObjectReport['outcome'];
  readonly rule?: string;
  readonly reason?: string;
  readonly templates: readonly string[];
}

/** The report's lines for a document; objects that carry no pod have none. */
export function reportLines({ manifest, reports }: ManifestResult): readonly ReportLine[] {
  return reports
    .filter(({ outcome }) => outcome !== 'untouched')
    .map(({ resource, path, outcome, decision, templates }) => ({
      file: manifest.file,
      line: manifest.locate(path).start.line,
      resource,
      outcome,
      ...(decision ? { rule: decision.rule, reason: decision.reason } : {}),
      templates,
    }));
}

const named = ({ kind, namespace, name }: ResourceRef): string => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
const STYLE = { injected: 'green', skipped: 'yellow', refused: 'red', untouched: 'dim' } as const;

/** The report for people, one line an object. */
export function reportText(lines: readonly ReportLine[], paint: ChalkInstance): string {
  return lines
    .map(({ file, line, resource, outcome, reason, templates }) => {
      const why =
        outcome === 'injected'
          ? `template ${templates.join(', ')}`
          : outcome === 'skipped'
            ? (reason ?? '')
            : 'see the findings';
      return `${paint[STYLE[outcome]](outcome.padEnd(8))} ${named(resource)} (${file}:${line}): ${why}\n`;
    })
    .join('');
}

/** The report for programs; `findings` as `withFingerprints` gives them. */
export function reportDocument(lines: readonly ReportLine[], findings: readonly Diagnostic[]): Envelope {
  const count = (outcome: ObjectReport['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  return envelope('InjectionReport', {
    objects: lines,
    findings,
    summary: { injected: count('injected'), skipped: count('skipped'), refused: count('refused') },
  });
}

/** What the reference prints for a workload it leaves alone (spec/inject.md §4). */
export function compatWarning({ outcome, resource, decision, podName }: ObjectReport): string | undefined {
  if (outcome !== 'skipped' || !decision) return undefined;
  const { kind, namespace } = resource;
  const name = podName ?? resource.name;
  const subject = `${kind === '' ? '' : `${kind} `}"${namespace ? `${namespace}/` : ''}${name}"`;
  const why = decision.rule === 'hostNetwork' ? 'host networking enabled' : 'sidecar injection disabled';
  return `===> Skipping injection because ${subject} has ${why}`;
}
