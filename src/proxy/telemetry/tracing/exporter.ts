import { otlpBody } from './otlp.ts';
import type { CollectorPlan } from './plan.ts';
import type { Span } from './span.ts';
import { zipkinBody } from './zipkin.ts';

/** Spans that leave together. */
const BATCH_SPANS = 512;
/** Spans that wait; more are not kept for a collector that is slow or away. */
const QUEUE_SPANS = 2048;

const BODIES = { otlp: otlpBody, zipkin: zipkinBody } as const;

/** What happens to spans. */
export interface ExportCounts {
  sent(spans: number): void;
  dropped(spans: number): void;
}

/** Takes a batch to the collector; rejects when it does not get there. */
export type SendSpans = (collector: CollectorPlan, body: string) => Promise<void>;

/** Spans on their way to one collector: in batches, one at a time, and given up before memory is. */
export class SpanExporter {
  readonly #collector: CollectorPlan;
  readonly #send: SendSpans;
  readonly #counts: ExportCounts;
  #waiting: Span[] = [];
  #sending: Promise<void> | undefined;

  constructor(collector: CollectorPlan, send: SendSpans, counts: ExportCounts) {
    this.#collector = collector;
    this.#send = send;
    this.#counts = counts;
  }

  add(spans: readonly Span[]): void {
    if (this.#waiting.length + spans.length > QUEUE_SPANS) {
      this.#counts.dropped(spans.length);
      return;
    }
    this.#waiting.push(...spans);
    if (this.#waiting.length >= BATCH_SPANS) void this.flush();
  }

  /** Resolves when everything that waits now has been sent, or given up. */
  async flush(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_SPANS);
      this.#waiting = this.#waiting.slice(BATCH_SPANS);
      try {
        await this.#send(this.#collector, BODIES[this.#collector.kind](batch, this.#collector.service));
        this.#counts.sent(batch.length);
      } catch {
        // A collector that is away is no reason to trouble requests; the loss is counted.
        this.#counts.dropped(batch.length);
      }
    }
  }
}
