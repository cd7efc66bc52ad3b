/** From requests that have ended to the collectors of their spans. */
import type { ProxyNode } from '../../../mesh/proxy-node.ts';
import { canonicalRevision, canonicalService } from '../../../mesh/services/labels.ts';
import type { RequestRecord } from '../../observer.ts';
import type { Metrics } from '../metrics.ts';
import { plainScope, seriesOf } from '../series.ts';
import { type SendSpans, SpanExporter } from './exporter.ts';
import type { CollectorPlan } from './plan.ts';
import type { RequestTrace } from './request-trace.ts';
import { type Span, spansOf } from './span.ts';

const STAT_NAMES = { otlp: 'opentelemetry', zipkin: 'zipkin' } as const;

/** What spans are made with. */
export interface SpansOptions {
  readonly node: ProxyNode;
  readonly metrics: Metrics;
  readonly wallTime: (monotonic: number) => number;
  readonly send: SendSpans;
}

/** Tags that say which proxy made a span. */
function nodeTags({ name, namespace, labels }: ProxyNode): Span['tags'] {
  return [
    ['node_id', `${name}.${namespace}`],
    ['istio.canonical_revision', canonicalRevision(labels) ?? 'latest'],
    ['istio.canonical_service', canonicalService(labels) ?? name],
    ['istio.mesh_id', 'cluster.local'],
    ['istio.namespace', namespace],
    ['istio.cluster_id', 'Kubernetes'],
  ];
}

/** The spans of all listeners. */
export class Spans {
  readonly #options: SpansOptions;
  readonly #tags: Span['tags'];
  /** What the workload is called where nobody says otherwise. */
  readonly #service: string;
  readonly #exporters = new Map<string, SpanExporter>();

  constructor(options: SpansOptions) {
    this.#options = options;
    const { name, namespace, labels } = options.node;
    this.#tags = nodeTags(options.node);
    this.#service = `${canonicalService(labels) ?? name}.${namespace}`;
  }

  /** A traced request has ended; `flags` are those of all parts together. */
  request(record: RequestRecord, trace: RequestTrace, flags: number): void {
    const { wallTime } = this.#options;
    const spans = spansOf(record, trace, { wallTime, tags: this.#tags, flags });
    this.#exporter(trace.tracer.plan.collector).add(spans);
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    await Promise.all([...this.#exporters.values()].map((exporter) => exporter.flush()));
  }

  #exporter(collector: CollectorPlan): SpanExporter {
    const key = `${collector.kind} ${collector.url} ${collector.service}`;
    const known = this.#exporters.get(key);
    if (known !== undefined) return known;
    const { metrics, send } = this.#options;
    const scope = plainScope(`tracing.${STAT_NAMES[collector.kind]}`);
    const [sent, dropped] = [seriesOf(scope, 'spans_sent'), seriesOf(scope, 'spans_dropped')].map((name) =>
      metrics.counter(name),
    );
    const service = collector.service || this.#service;
    const exporter = new SpanExporter({ ...collector, service }, send, {
      sent: (spans) => metrics.add(sent ?? 0, spans),
      dropped: (spans) => metrics.add(dropped ?? 0, spans),
    });
    this.#exporters.set(key, exporter);
    return exporter;
  }
}
