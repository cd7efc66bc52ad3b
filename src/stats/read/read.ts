/** Statistics in any of the forms they are saved in. */
import { InputError } from '../../model/errors.ts';
import type { StatsSnapshot } from '../snapshot.ts';
import { snapshotOf } from './families.ts';
import { readStatsJson } from './json.ts';
import { StatsMemory } from './memory.ts';
import { promSamples } from './prometheus.ts';
import { readStatsText } from './text.ts';

const PROMETHEUS = /^(?:#\s*(?:TYPE|HELP)\s|[A-Za-z_:][\w:]*(?:\{.*\})?\s+[\d.eE+-]+\s*$)/m;

/** How an answer came. */
export interface StatsOrigin {
  /** From a proxy itself: no statistic under the names that were asked for is an answer too. */
  readonly live?: boolean;
  /** What is known of the last answer of the same proxy. */
  readonly memory?: StatsMemory;
}

/**
 * Reads what `/stats` or `/stats/prometheus` answered; `name` is what messages call it. Throws InputError for another text,
 * and for one without any statistic, unless it is live.
 */
export function readStats(bytes: Uint8Array, name: string, origin: StatsOrigin = {}): StatsSnapshot {
  const { live = false, memory = new StatsMemory() } = origin;
  const text = new TextDecoder().decode(bytes);
  const snapshot = memory.read(text) ?? readAny(text, name);
  if (hasAny(snapshot)) return snapshot;
  if (live && /^\s*(?:\{\s*"stats"\s*:\s*\[\s*\]\s*\}\s*)?$/.test(text)) return snapshot;
  throw new InputError('INPUT_STATS', `"${name}" has no statistics that meshctl knows`, {
    hint: 'save the answer of localhost:15000/stats?format=json&histogram_buckets=detailed, or of /stats/prometheus',
  });
}

function hasAny({ values, histograms, scopes }: StatsSnapshot): boolean {
  return [values, histograms, ...Object.values(scopes ?? {})].some(({ size }) => size > 0);
}

function readAny(text: string, name: string): StatsSnapshot {
  const start = text.trimStart();
  if (start.startsWith('{')) return readJson(text, name);
  if (start.startsWith('<')) {
    throw new InputError('INPUT_STATS', `"${name}" is HTML, not statistics`, {
      hint: 'something between you and the proxy answered; ask the admin port itself (15000)',
    });
  }
  return PROMETHEUS.test(start) ? snapshotOf(promSamples(text)) : readStatsText(text);
}

function readJson(text: string, name: string): StatsSnapshot {
  try {
    return readStatsJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError('INPUT_STATS', `"${name}" is not JSON, or is cut off: ${error.message}`, {
      cause: error,
      hint: 'save the answer again; it may not have arrived whole',
    });
  }
}
