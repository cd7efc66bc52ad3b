import { describe, expect, it } from 'vitest';
import { SpanExporter } from '../../../../src/proxy/telemetry/tracing/exporter.ts';
import { otlpBody } from '../../../../src/proxy/telemetry/tracing/otlp.ts';
import type { Span } from '../../../../src/proxy/telemetry/tracing/span.ts';
import { zipkinBody } from '../../../../src/proxy/telemetry/tracing/zipkin.ts';

const SPAN: Span = {
  traceId: '00f067aa0ba902b7',
  id: 'a'.repeat(16),
  parentId: '',
  kind: 'server',
  name: 'svc.test:80/*',
  startedAt: 1_700_000_000_000.25,
  endedAt: 1_700_000_000_001.5,
  failed: true,
  tags: [['http.method', 'GET']],
};
const COLLECTOR = { kind: 'zipkin', cluster: '', url: 'http://collector/', service: 'gw.default' } as const;

function exporter(send: (body: string) => Promise<void>) {
  const counts = { sent: 0, dropped: 0 };
  const made = new SpanExporter(COLLECTOR, (_, body) => send(body), {
    sent: (spans) => {
      counts.sent += spans;
    },
    dropped: (spans) => {
      counts.dropped += spans;
    },
  });
  return { made, counts };
}

const spans = (count: number) => Array.from({ length: count }, () => SPAN);
const sizeOf = (body: string) => (JSON.parse(body) as readonly unknown[]).length;

describe('spans on their way', () => {
  it('leave when there are 512, without being asked', async () => {
    const sizes: number[] = [];
    const { made, counts } = exporter(async (body) => void sizes.push(sizeOf(body)));
    made.add(spans(511));
    expect(sizes).toEqual([]);
    made.add(spans(1));
    await made.flush();
    expect(sizes).toEqual([512]);
    expect(counts).toEqual({ sent: 512, dropped: 0 });
  });

  it('wait for one another, and over 2048 are given up', async () => {
    let release: () => void = () => undefined;
    const sizes: number[] = [];
    const { made, counts } = exporter((body) => {
      sizes.push(sizeOf(body));
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    made.add(spans(512));
    for (let count = 0; count < 2048; count++) made.add(spans(1));
    expect(sizes).toEqual([512]);
    made.add(spans(3));
    expect(counts.dropped).toBe(3);
    const timer = setInterval(() => release(), 1);
    await made.flush();
    clearInterval(timer);
    expect(sizes).toEqual([512, 512, 512, 512, 512]);
    expect(counts).toEqual({ sent: 2560, dropped: 3 });
  });

  it('that do not get there are counted, and the next ones tried', async () => {
    let fails = true;
    const { made, counts } = exporter(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve()));
    made.add(spans(2));
    await made.flush();
    fails = false;
    made.add(spans(1));
    await made.flush();
    expect(counts).toEqual({ sent: 1, dropped: 2 });
  });
});

describe('bodies', () => {
  it('of OTLP', () => {
    expect(JSON.parse(otlpBody([SPAN], 'gw.default'))).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'gw.default' } }] },
          scopeSpans: [
            {
              scope: { name: 'meshctl' },
              spans: [
                {
                  traceId: `${'0'.repeat(16)}00f067aa0ba902b7`,
                  spanId: 'a'.repeat(16),
                  name: 'svc.test:80/*',
                  kind: 2,
                  startTimeUnixNano: '1700000000000250000',
                  endTimeUnixNano: '1700000000001500000',
                  attributes: [{ key: 'http.method', value: { stringValue: 'GET' } }],
                  status: { code: 2 },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('of Zipkin', () => {
    expect(JSON.parse(zipkinBody([SPAN], 'gw.default'))).toEqual([
      {
        traceId: '00f067aa0ba902b7',
        id: 'a'.repeat(16),
        kind: 'SERVER',
        name: 'svc.test:80/*',
        timestamp: 1_700_000_000_000_250,
        duration: 1250,
        localEndpoint: { serviceName: 'gw.default' },
        tags: { 'http.method': 'GET', error: 'true' },
      },
    ]);
  });
});
