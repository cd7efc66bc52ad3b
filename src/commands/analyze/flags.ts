import { CODES } from '../../model/codes.ts';
import type { Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { nearest } from '../../model/suggest.ts';
import type { ColorChoice } from '../../output/color.ts';
import { FINDING_FORMATS, type FindingFormat } from '../../output/finding-formats.ts';

/** The flags of `meshctl analyze` as commander gives them. */
export interface AnalyzeFlags {
  readonly filename?: readonly string[];
  readonly exclude?: readonly string[];
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly istioNamespace: string;
  readonly meshConfigFile?: string;
  readonly complete?: boolean;
  readonly analyzer?: readonly string[];
  readonly listAnalyzers?: boolean;
  readonly suppress?: readonly string[];
  readonly suppressionsNeed?: readonly string[];
  readonly selector?: string;
  readonly rules?: readonly string[];
  readonly ambient?: boolean;
  readonly clusterDomain?: string;
  readonly externalHost?: readonly string[];
  readonly remoteFiles?: readonly string[];
  readonly output: string;
  readonly failureThreshold: string;
  readonly outputThreshold: string;
  readonly exitZero?: boolean;
  readonly level?: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly diff?: string;
  readonly watch?: boolean;
  readonly fix?: boolean;
  readonly write?: boolean;
  readonly verbose?: boolean;
  readonly compat?: string;
  readonly mode?: string;
  readonly ignoreUnknown?: boolean;
  readonly useKube?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly recursive?: boolean;
  readonly color: ColorChoice;
}

const LEVELS: readonly Level[] = ['info', 'warning', 'error'];

/** The level a flag names, in any case; `undefined` for a word that is none. */
export function levelOf(text: string): Level | undefined {
  return LEVELS.find((level) => level === text.toLowerCase());
}

/** The level of a threshold. Throws UsageError for a word that is none. */
export function thresholdOf(flag: string, text: string): Level {
  const level = levelOf(text);
  if (level !== undefined) return level;
  throw new UsageError('USAGE_THRESHOLD', `${flag}: there is no level "${text}"`, {
    hint: `it is one of ${LEVELS.join(', ')}`,
  });
}

/** The levels the user gives codes; `off` leaves findings out. */
export type Levels = ReadonlyMap<string, Level | 'off'>;

/** Whether a code may be one of the reference's that meshctl does not have, or of a rule of the user's. */
const isForeign = (code: string, { rules = [] }: AnalyzeFlags): boolean => /^IST\d{4}$/.test(code) || rules.length > 0;

function knownCode(text: string, flags: AnalyzeFlags): string {
  const code = text.toUpperCase();
  if (Object.hasOwn(CODES, code) || isForeign(code, flags)) return code;
  const meant = nearest(code, Object.keys(CODES));
  throw new UsageError('USAGE_LEVEL', `--level: there is no code "${text}"`, {
    hint: meant === undefined ? 'docs/codes.md has them all' : `did you mean ${meant}?`,
  });
}

/** The levels of `--level`. Throws UsageError for what is not CODE=LEVEL, and for codes there are not. */
export function levelsOf(flags: AnalyzeFlags): Levels {
  const { level = [] } = flags;
  return new Map(
    level.map((text) => {
      const [code = '', word = '', ...more] = text.split('=');
      const value = word.toLowerCase() === 'off' ? 'off' : levelOf(word);
      if (value !== undefined && code !== '' && more.length === 0) return [knownCode(code, flags), value];
      throw new UsageError('USAGE_LEVEL', `--level: "${text}" is not CODE=LEVEL`, {
        hint: `the level is one of ${LEVELS.join(', ')}, off`,
      });
    }),
  );
}

/** The format asked for; `log` is the peer's word for text. Throws UsageError for another word. */
export function formatOf({ output }: AnalyzeFlags): FindingFormat {
  const word = output.toLowerCase() === 'log' ? 'text' : output.toLowerCase();
  const format = FINDING_FORMATS.find((name) => name === word);
  if (format !== undefined) return format;
  const meant = nearest(word, FINDING_FORMATS);
  throw new UsageError('USAGE_FORMAT', `--output: there is no format "${output}"`, {
    hint: meant === undefined ? `it is one of ${FINDING_FORMATS.join(', ')}` : `did you mean ${meant}?`,
  });
}
