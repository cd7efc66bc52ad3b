import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import type { Excerpt } from './excerpt.ts';
import type { Scope } from './finding-list.ts';

/** The formats of findings, the default first. */
export const FINDING_FORMATS = ['text', 'json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate'] as const;
export type FindingFormat = (typeof FINDING_FORMATS)[number];

/** A run's findings and what a format may say besides. */
export interface FindingReport {
  readonly findings: readonly Diagnostic[];
  readonly scope: Scope;
  /** Every file that was looked at, in order. */
  readonly files: readonly string[];
  /** Findings at or above this level fail the run. */
  readonly threshold: Level;
  readonly excerpts: ReadonlyMap<Diagnostic, Excerpt>;
  /** Colours for text. */
  readonly paint: ChalkInstance;
  /** meshctl's version, for formats that name the tool. */
  readonly version: string;
}

const PRINTERS: Readonly<Record<FindingFormat, (report: FindingReport) => Promise<string>>> = {
  text: async ({ findings, paint, excerpts }) =>
    (await import('./findings.ts')).findingsText(findings, paint, excerpts),
  json: async ({ findings, scope }) => {
    const [{ json }, { findingList }] = await Promise.all([import('./json.ts'), import('./finding-list.ts')]);
    return json(findingList(findings, scope));
  },
  yaml: async ({ findings, scope }) => {
    const [{ yaml }, { findingList }] = await Promise.all([import('./yaml.ts'), import('./finding-list.ts')]);
    return yaml(findingList(findings, scope));
  },
  sarif: async (report) => (await import('./sarif.ts')).sarif(report),
  github: async ({ findings }) => (await import('./github.ts')).github(findings),
  junit: async (report) => (await import('./junit.ts')).junit(report),
  codeclimate: async ({ findings }) => (await import('./codeclimate.ts')).codeclimate(findings),
};

/** The findings in a format, ready to write; a format is only loaded when it is used. */
export function findingsOutput(format: FindingFormat, report: FindingReport): Promise<string> {
  return PRINTERS[format](report);
}
