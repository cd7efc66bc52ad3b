/** What requests came to. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Why a request has no answer. */
export type LoadFailure = 'refused' | 'reset' | 'timeout' | 'invalid' | 'unsent';

/** What was counted of one target, as plain data. */
export interface Counted {
  readonly url: string;
  /**
   * Latencies of answers in microseconds, from when each request was due to the end of its answer: a histogram as its other
   * readers write it. @see https://github.com/HdrHistogram/HdrHistogramJS (V2, compressed, base64)
   */
  readonly latencies: string;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly failures: Readonly<Partial<Record<LoadFailure, number>>>;
  /** Answers by what the header said that tells who answered; empty when none had it. */
  readonly by: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** When the last answer came, from the begin of the run. */
  readonly lastMs: number;
}

/** An answer. Times are from the begin of the run. */
export interface TallyEntry {
  readonly status: number;
  /** Who gave it, where that is known. */
  readonly by?: string | undefined;
  readonly bytes: number;
  /** What its latency counts from. */
  readonly sinceMs: number;
  readonly atMs: number;
}

/** An hour; nothing waits for longer. */
const LONGEST_US = 3_600_000_000;
/** A thousandth of each value. */
const DIGITS = 3;
/** More different values than that are not endpoints. */
const MAX_NAMES = 64;
const OTHERS = '(others)';

function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: DIGITS,
  });
}

/** The histogram of what was counted. Throws what the library does for text that is none. */
export function histogramOf({ latencies }: Pick<Counted, 'latencies'>): Histogram {
  return decodeFromCompressedBase64(latencies);
}

/** All targets together, under this name. */
export function together(url: string, all: readonly Counted[]): Counted {
  const histogram = emptyHistogram();
  for (const each of all) histogram.add(histogramOf(each));
  const sum = (of: (each: Counted) => Readonly<Record<string, number | undefined>>): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const [key, count = 0] of all.flatMap((each) => Object.entries(of(each))))
      counts[key] = (counts[key] ?? 0) + count;
    return counts;
  };
  return {
    url,
    latencies: encodeIntoCompressedBase64(histogram),
    statuses: sum(({ statuses }) => statuses),
    failures: sum(({ failures }) => failures),
    by: sum(({ by }) => by),
    bytes: all.reduce((bytes, each) => bytes + each.bytes, 0),
    lastMs: Math.max(0, ...all.map(({ lastMs }) => lastMs)),
  };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What is counted of one target while it is asked. */
export class Tally {
  readonly #url: string;
  readonly #latencies = emptyHistogram();
  readonly #statuses = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #by = new Map<string, number>();
  #bytes = 0;
  #lastMs = 0;

  constructor(url: string) {
    this.#url = url;
  }

  answer({ status, by, bytes, sinceMs, atMs }: TallyEntry): void {
    this.#latencies.recordValue(Math.min(Math.max(1, Math.round((atMs - sinceMs) * 1000)), LONGEST_US));
    this.#lastMs = atMs;
    increase(this.#statuses, String(status));
    if (by !== undefined) increase(this.#by, this.#by.has(by) || this.#by.size < MAX_NAMES ? by : OTHERS);
    this.#bytes += bytes;
  }

  failure(kind: LoadFailure): void {
    increase(this.#failures, kind);
  }

  /** Everything so far. */
  counted(): Counted {
    return {
      url: this.#url,
      latencies: encodeIntoCompressedBase64(this.#latencies),
      statuses: Object.fromEntries([...this.#statuses].toSorted(([a], [b]) => Number(a) - Number(b))),
      failures: Object.fromEntries(this.#failures),
      by: Object.fromEntries([...this.#by].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      bytes: this.#bytes,
      lastMs: this.#lastMs,
    };
  }
}
