/** An analysis as findings for a person. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { adviceOf } from './analyzer.ts';
import { writtenPath } from './derived-pods.ts';
import type { AnalyzedResource } from './resource.ts';
import type { Reported } from './run.ts';

/** A finding, and who has it. */
export interface AnalysisFinding extends Diagnostic {
  readonly analyzer: string;
  /** Whether objects that are not in the input may make it wrong. */
  readonly confidence: 'certain' | 'partial';
}

/** The object a finding is about: of a derived pod its workload. */
const subjectOf = (resource: AnalyzedResource): AnalyzedResource => resource.owner ?? resource;

function findingOf({
  resource,
  analyzer,
  code,
  level,
  message,
  path,
  of,
  remediation,
  confidence,
}: Reported): AnalysisFinding {
  const subject = subjectOf(resource);
  const range = resource.locate(path, of);
  const { namespace, name, kind } = subject;
  const advice = remediation ?? adviceOf(code);
  const ref = { apiVersion: '', ...subject.origin.resource, kind, name, ...(namespace === '' ? {} : { namespace }) };
  return {
    code,
    level,
    message,
    origin: { ...subject.origin, resource: ref },
    ...(range === undefined ? {} : { range }),
    path: writtenPath(resource, path),
    ...(advice === undefined ? {} : { remediation: advice }),
    analyzer: analyzer.name,
    confidence: confidence ?? 'certain',
  };
}

/** The findings of an analysis, each once: what a workload and the pod derived from it both show is one. */
export function findingsOf(reported: readonly Reported[]): readonly AnalysisFinding[] {
  const seen = new Map<string, AnalysisFinding>();
  for (const item of reported) {
    // What nobody wrote has no place to mend it.
    if (item.resource.origin.file === undefined && item.resource.origin.cluster === undefined) continue;
    const finding = findingOf(item);
    const { file, document, resource } = finding.origin;
    const place = finding.range ? [finding.range.start.offset] : [finding.path];
    const key = JSON.stringify([file ?? resource, document, finding.code, place, finding.message]);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
