import type { Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { ColorChoice } from '../../output/color.ts';
import type { FindingFormat } from '../../output/finding-formats.ts';
import { LAYERS, type Layer } from '../../validate/problem.ts';

/** The flags of `meshctl validate` as commander gives them. */
export interface ValidateFlags {
  readonly filename?: readonly string[];
  readonly exclude?: readonly string[];
  readonly layers?: readonly string[];
  readonly crds?: readonly string[];
  readonly namespace: string;
  readonly istioNamespace: string;
  readonly output: FindingFormat;
  readonly strict?: boolean;
  readonly failureThreshold: string;
  readonly compat?: string;
  readonly color: ColorChoice;
}

/** Items of a flag that may be repeated, or hold several between commas; commas in `{a,b}` belong to a glob. */
export function listed(values: readonly string[] | undefined): readonly string[] {
  return (values ?? []).flatMap((value) => value.split(/,(?![^{]*\})/));
}

const isLayer = (name: string): name is Layer => (LAYERS as readonly string[]).includes(name);

/** The layers asked for; all when none is named. Throws UsageError for a name that is none. */
export function layersOf(flags: ValidateFlags): ReadonlySet<Layer> {
  const names = listed(flags.layers)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !isLayer(name));
  if (wrong !== undefined) {
    throw new UsageError('USAGE_LAYERS', `--layers: there is no layer "${wrong}"`, {
      hint: `it is one of ${LAYERS.join(', ')}`,
    });
  }
  return new Set(names.length === 0 ? LAYERS : names.filter(isLayer));
}

/** The levels a finding can have, the lowest first. */
export const LEVELS: readonly Level[] = ['info', 'warning', 'error'];

/** The level from which findings fail the run, in any case. Throws UsageError for a word that is no level. */
export function thresholdOf({ failureThreshold }: ValidateFlags): Level {
  const level = LEVELS.find((name) => name === failureThreshold.toLowerCase());
  if (level !== undefined) return level;
  throw new UsageError('USAGE_THRESHOLD', `--failure-threshold: there is no level "${failureThreshold}"`, {
    hint: `it is one of ${LEVELS.join(', ')}`,
  });
}
