/** A collector of spans on loopback, in the shapes of OTLP and Zipkin. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from './proxy-process.ts';

/** A span as tests look at it, whichever way it came. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string;
  readonly kind: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly name: string;
  readonly attributes: readonly OtlpAttribute[];
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly kind: string;
  readonly name: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags: Readonly<Record<string, string>>;
}

const tagsOf = (attributes: readonly OtlpAttribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

const OTLP_KINDS: Readonly<Record<number, string>> = { 2: 'SERVER', 3: 'CLIENT' };

function fromOtlp({ resourceSpans }: OtlpBody): readonly CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId = '', kind, name, attributes }) => ({
        service: tagsOf(resource.attributes)['service.name'] ?? '',
        traceId,
        id: spanId,
        parentId: parentSpanId,
        kind: OTLP_KINDS[kind] ?? '',
        name,
        tags: tagsOf(attributes),
      })),
    ),
  );
}

const fromZipkin = (spans: readonly ZipkinSpan[]): readonly CollectedSpan[] =>
  spans.map(({ parentId = '', localEndpoint, ...span }) => ({ ...span, parentId, service: localEndpoint.serviceName }));

/** Starts a collector for the running test. */
export async function startCollector() {
  const spans: CollectedSpan[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      paths.push(request.url ?? '');
      // The border of bodies: what exporters send.
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody | readonly ZipkinSpan[];
      spans.push(...('resourceSpans' in body ? fromOtlp(body) : fromZipkin(body)));
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { port, spans, paths, got: (count: number) => until(() => spans.length >= count) };
}
