/** Writes `docs/codes.md` from the codes themselves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CODES, type CodeInfo, codeAnchor } from '../src/model/codes.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'codes.md');

/** The chapters, by the beginning of their codes; a code belongs to the last one that fits. */
const CHAPTERS: readonly (readonly [string, string])[] = [
  ['MSH0', 'Reading'],
  ['MSH1', 'Injection'],
  ['MSH2', 'Validation: what several kinds share'],
  ['MSH21', 'Validation: VirtualService'],
  ['MSH22', 'Validation: DestinationRule'],
  ['MSH23', 'Validation: Gateway'],
  ['MSH24', 'Validation: ServiceEntry, WorkloadEntry and WorkloadGroup'],
  ['MSH25', 'Validation: Sidecar'],
  ['MSH26', 'Validation: EnvoyFilter'],
  ['MSH27', 'Validation: AuthorizationPolicy, RequestAuthentication and PeerAuthentication'],
  ['MSH28', 'Validation: Telemetry, WasmPlugin, TrafficExtension and ProxyConfig'],
  ['MSH29', 'Validation: the form of objects, and what the API server asks of it'],
  ['MSH3', 'Analysis'],
  ['MSH4', 'Interception'],
  ['MSH5', 'From resources of the mesh to a proxy'],
  ['IST', "Findings with istioctl's own codes"],
];

const INTRODUCTION = `# Codes

Every finding of meshctl has a code. A code never changes its meaning, and one that is retired is never used again.
\`meshctl explain code CODE\` tells the same, with an example that draws it and one that does not.

This page is made from the codes (\`npm run docs:codes\`); a test fails when it is not up to date.
`;

const chapterOf = (code: string): string | undefined => CHAPTERS.findLast(([start]) => code.startsWith(start))?.[0];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');

const row = (code: string, { level, title, remediation }: CodeInfo): string =>
  `| <a id="${codeAnchor(code)}"></a>${code} | ${level} | ${cell(title)} | ${cell(remediation)} |`;

function chapter(start: string, title: string): readonly string[] {
  const entries = Object.entries<CodeInfo>(CODES).filter(([code]) => chapterOf(code) === start);
  if (entries.length === 0) return [];
  const rows = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, info]) => row(code, info));
  return [`## ${title}`, '', '| code | level | meaning | what to do |', '| --- | --- | --- | --- |', ...rows, ''];
}

/** The text of `docs/codes.md`. Throws for a code that belongs to no chapter. */
export function codesPage(): string {
  const lost = Object.keys(CODES).find((code) => chapterOf(code) === undefined);
  if (lost !== undefined) throw new Error(`${lost} belongs to no chapter of docs/codes.md`);
  return [INTRODUCTION, ...CHAPTERS.flatMap(([start, title]) => chapter(start, title))].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, codesPage());
