/** What generators of load are asked, and what they say. */
/** What is asked of a kind; fields that it does not know are of no meaning to it. */
export interface GeneratorOptions {
  readonly port: number;
  readonly host: string;
  readonly seconds: number;
  /** Requests a second, of `open`. */
  readonly rate?: number;
  /** Where bare connections end. */
  readonly sink?: number;
  /** What is asked for, of `http2`. */
  readonly path?: string;
}

/** What came of it. */
export interface Generated {
  /** Requests, connections or MiB. */
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

/** What came of it, by when it began and how long each took, in milliseconds. */
export function result(started: number, latencies: readonly number[], count: number, failures: number): Generated {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { count, perSecond: (count * 1000) / (performance.now() - started), p50: at(0.5), p99: at(0.99), failures };
}
