import { ANALYSIS_CODES } from './codes-analysis.ts';
import { API_RULE_CODES } from './codes-api-rules.ts';
import { INJECT_CODES } from './codes-inject.ts';
import { INPUT_CODES } from './codes-input.ts';
import { IPTABLES_CODES } from './codes-iptables.ts';
import { MESH_CODES } from './codes-mesh.ts';
import { MESH_CHECK_CODES } from './codes-mesh-checks.ts';
import { STRUCTURE_CODES } from './codes-structure.ts';
import type { Level } from './diagnostic.ts';
import { RULE_CODES } from './rule-codes/index.ts';

/** What is known of a finding before it is found. `docs/codes.md` and `meshctl explain code` are made from these. */
export interface CodeInfo {
  readonly level: Level;
  /** The rule, one sentence. */
  readonly title: string;
  /** What to do about it, one or two sentences. */
  readonly remediation: string;
}

/** Every code meshctl can report. A code is public: it never changes its meaning and a retired one is never used again. */
export const CODES = {
  ...INPUT_CODES,
  ...INJECT_CODES,
  ...IPTABLES_CODES,
  ...RULE_CODES,
  ...ANALYSIS_CODES,
  ...MESH_CHECK_CODES,
  ...MESH_CODES,
  ...STRUCTURE_CODES,
  ...API_RULE_CODES,
} as const satisfies Record<string, CodeInfo>;

/** The code of a finding. */
export type Code = keyof typeof CODES;

/** The page that `npm run docs:codes` writes, in the repository. */
const PAGE = 'docs/codes.md';

/** The same, one page a code, on the web. */
const SITE = 'https://meshctl.dev/docs/codes';

/** The name of a code's place in the page of codes. */
export const codeAnchor = (code: string): string => code.toLowerCase();

/** Where the page of codes tells about a code; `undefined` for one of the user's own. */
export const codeDocs = (code: string): string | undefined =>
  Object.hasOwn(CODES, code) ? `${PAGE}#${codeAnchor(code)}` : undefined;

/** The web page about a code. */
export const codeUrl = (code: string): string => `${SITE}/${codeAnchor(code)}/`;
