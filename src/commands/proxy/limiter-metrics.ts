/** Numbers for the quotas of SmartLimiters, from a file that may change. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMap } from '../../model/json.ts';
import type { RuntimeOptions } from '../../proxy/runtime/options.ts';

type Numbers = ReturnType<RuntimeOptions['limiterMetrics']>;

const NONE: Numbers = {};

/** The numbers in `{"v1": {"cpu.sum": 2.5}}`; whatever is no number is left out. */
function numbersIn(text: string): Numbers {
  const value: unknown = JSON.parse(text);
  if (!isMap(value)) return NONE;
  const sets = Object.entries(value).map(([set, names]) => {
    const numbers = Object.entries(isMap(names) ? names : {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    return [set, Object.fromEntries(numbers)];
  });
  return Object.fromEntries(sets);
}

/**
 * Gives the numbers of a file, read again when it has changed. A file that is gone or broken leaves those from before: it may
 * be about to be replaced.
 */
export function limiterMetrics(path: string | undefined, cwd: string): () => Numbers {
  if (path === undefined) return () => NONE;
  const file = resolve(cwd, path);
  let numbers = NONE;
  let stamp = Number.NaN;
  return () => {
    const { mtimeMs = Number.NaN } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === stamp || Number.isNaN(mtimeMs)) return numbers;
    stamp = mtimeMs;
    try {
      numbers = numbersIn(readFileSync(file, 'utf8'));
    } catch {
      return numbers;
    }
    return numbers;
  };
}
