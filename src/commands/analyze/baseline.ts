import { readInput } from '../../io/inputs.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ConfigError, NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { fingerprint } from '../../output/finding-list.ts';
import { resourceName, sortFindings } from '../../output/findings.ts';
import { envelope, json } from '../../output/json.ts';

/** Findings that were there before, by fingerprint: how often, and what they are. */
export type Baseline = ReadonlyMap<string, { readonly count: number; readonly title: string }>;

/** The findings that are new, and those of the baseline that are gone. */
export interface Compared {
  readonly fresh: readonly Diagnostic[];
  readonly gone: readonly string[];
}

const HINT = 'write one with --update-baseline';

const titleOf = ({ code, origin, message }: Diagnostic): string =>
  `${code} ${origin.resource ? resourceName(origin.resource) : (origin.file ?? '')}: ${message}`;

/** The text of a baseline of these findings. */
export function baselineText(findings: readonly Diagnostic[]): string {
  const entries = sortFindings(findings).map((finding) => ({
    fingerprint: fingerprint(finding),
    title: titleOf(finding),
  }));
  return json(envelope('FindingBaseline', { findings: entries }));
}

/** The baseline of these findings. */
export function baselineOf(findings: readonly Diagnostic[]): Baseline {
  const baseline = new Map<string, { readonly count: number; readonly title: string }>();
  for (const finding of findings) {
    const key = fingerprint(finding);
    baseline.set(key, { count: (baseline.get(key)?.count ?? 0) + 1, title: titleOf(finding) });
  }
  return baseline;
}

/** Reads a file that is to be a baseline. Throws what reading throws, with how to make one where there is none. */
async function textOf(file: string, host: Host): Promise<string> {
  try {
    return new TextDecoder().decode(await readInput(file, host));
  } catch (error) {
    if (!(error instanceof NoInputError)) throw error;
    throw new NoInputError('NO_INPUT_BASELINE', `--baseline: ${error.message}`, { cause: error, hint: HINT });
  }
}

/** Reads a baseline. Throws NoInputError for a file that is not there, ConfigError for one that is none. */
export async function readBaseline(file: string, host: Host): Promise<Baseline> {
  const text = await textOf(file, host);
  const baseline = new Map<string, { readonly count: number; readonly title: string }>();
  for (const item of asList(asMap(parse(text, file))['findings'])) {
    const key = asString(asMap(item)['fingerprint']) ?? '';
    baseline.set(key, { count: (baseline.get(key)?.count ?? 0) + 1, title: asString(asMap(item)['title']) ?? key });
  }
  return baseline;
}

function parse(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (asMap(value)['kind'] === 'FindingBaseline') return value;
  } catch (cause) {
    throw new ConfigError('CONFIG_BASELINE', `--baseline: ${file} is no JSON`, { cause, hint: HINT });
  }
  throw new ConfigError('CONFIG_BASELINE', `--baseline: ${file} is no baseline`, { hint: HINT });
}

/** Findings beyond those of the baseline. Of several with one fingerprint as many are known as the baseline has. */
export function compareWith(baseline: Baseline, findings: readonly Diagnostic[]): Compared {
  const left = new Map([...baseline].map(([key, { count }]) => [key, count]));
  const fresh = sortFindings(findings).filter((finding) => {
    const key = fingerprint(finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
  const gone = [...baseline].filter(([key]) => (left.get(key) ?? 0) > 0).map(([, { title }]) => title);
  return { fresh, gone };
}
