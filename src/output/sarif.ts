import { CODES, type CodeInfo, codeUrl } from '../model/codes.ts';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { findingRecords } from './finding-list.ts';
import { resourceName } from './findings.ts';
import { json } from './json.ts';
import { reportPath } from './report-path.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Level, string>;

const INFOS: ReadonlyMap<string, CodeInfo> = new Map(Object.entries(CODES));

/**
 * Findings as a SARIF 2.1.0 log, for code scanning. Columns count UTF-16 units, as everywhere in meshctl.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif({ findings, version }: { findings: readonly Diagnostic[]; version: string }): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const results = findingRecords(findings).map((finding) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: LEVELS[finding.level],
    message: { text: finding.message },
    locations: [location(finding)],
    partialFingerprints: { 'meshctl/v1': finding.fingerprint },
  }));
  const driver = { name: 'meshctl', version, rules: codes.map((code) => rule(code, findings)) };
  return json({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  });
}

/** What is known of a code; of one of the user's own what its findings say. */
function rule(id: string, findings: readonly Diagnostic[]) {
  const info = INFOS.get(id);
  if (info === undefined) {
    const remediation = findings.find(({ code }) => code === id)?.remediation;
    return { id, ...(remediation === undefined ? {} : { help: { text: remediation } }) };
  }
  return {
    id,
    shortDescription: { text: info.title },
    help: { text: info.remediation },
    helpUri: codeUrl(id),
    defaultConfiguration: { level: LEVELS[info.level] },
  };
}

const URL_START = /^https?:\/\//;

/** A file as a reference: relative to where the run began, unless it is a whole path or a URL by itself. */
function uriOf(file: string): string {
  if (URL_START.test(file)) return file;
  // A colon in the first part of a relative reference would make a scheme of it.
  const path = reportPath(file).split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}

function location({ origin, range }: Diagnostic) {
  const region = range && {
    startLine: range.start.line,
    startColumn: range.start.col,
    endLine: range.end.line,
    endColumn: range.end.col,
  };
  const { file, resource } = origin;
  return {
    ...(file === undefined
      ? {}
      : { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region ? { region } : {}) } }),
    ...(resource ? { logicalLocations: [{ fullyQualifiedName: resourceName(resource), kind: 'resource' }] } : {}),
  };
}
