import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { LogBatch } from '../../../src/proxy/telemetry/access-log/batch.ts';
import type { LogEntry } from '../../../src/proxy/telemetry/access-log/entry.ts';
import { lineFormat } from '../../../src/proxy/telemetry/access-log/format.ts';
import { formatTime } from '../../../src/proxy/telemetry/access-log/time.ts';
import { Fields } from '../../../src/proxy/wire/fields.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';
import { ResponseHead } from '../../../src/proxy/wire/response-head.ts';
import { DEFAULT_JSON_FORMAT, DEFAULT_TEXT_FORMAT } from '../../../src/xds/compile/listeners/access-log.ts';

const START = Date.UTC(2026, 7, 1, 10, 4, 5, 678);

function entry(changes: Partial<LogEntry> = {}): LogEntry {
  const head = new RequestHead();
  head.method = 'GET';
  head.target = '/api/v1?id=7';
  head.authority = 'shop.test';
  head.fields.append('user-agent', 'curl "8"');
  head.fields.append('x-tab', 'a\tb');
  head.fields.append('x-utf8', Buffer.from('é').toString('latin1'));
  const response = new ResponseHead();
  response.fields.append('x-served-by', 'node-1');
  return {
    connection: {
      localAddress: '127.0.0.1',
      localPort: 8080,
      remoteAddress: '::1',
      remotePort: 5000,
      transport: 'tls',
      serverName: 'shop.test',
      applicationProtocols: [],
      peer: {
        subject: 'CN=a',
        uriSans: ['spiffe://a'],
        dnsSans: [],
        fingerprint: 'ab12',
        issuer: 'CN=ca',
        serial: '01',
      },
    },
    startedAt: 100,
    respondedAt: 112.9,
    endedAt: 120.4,
    bytesReceived: 3,
    bytesSent: 40,
    flags: 0,
    details: 'via_upstream',
    endpoint: undefined,
    cluster: 'outbound|80||shop.test',
    upstreamLocalAddress: '127.0.0.1:4444',
    transportFailure: '',
    head,
    response: response.fields,
    trailers: undefined,
    protocol: 'HTTP/1.1',
    status: 200,
    routeName: '',
    attempts: 1,
    grpcStatus: -1,
    wire: { clientWire: { received: 39, sent: 136 }, upstreamWire: { received: 90, sent: 207 } },
    ...changes,
  };
}

const unknown: string[] = [];
const context = {
  wallTime: (monotonic: number) => START + monotonic - 100,
  hostname: 'laptop',
  statName: (cluster: string) => `${cluster};`,
  onUnknown: (word: string) => unknown.push(word),
};

const line = (text: string, changes: Partial<LogEntry> = {}) => lineFormat({ text }, context)(entry(changes));

describe('access log', () => {
  it('has the line Istio has', () => {
    expect(line(DEFAULT_TEXT_FORMAT)).toBe(
      '[2026-08-01T10:04:05.678Z] "GET /api/v1?id=7 HTTP/1.1" 200 - via_upstream - "-" 3 40 20 13 "-" "curl "8"" "-" "shop.test" "-" outbound|80||shop.test 127.0.0.1:4444 127.0.0.1:8080 [::1]:5000 shop.test -\n',
    );
  });

  it.each([
    ['%START_TIME(%Y/%m/%dT%H:%M:%S.%3f %s)%', '2026/08/01T10:04:05.678 1785578645'],
    ['%REQ(X-MISSING?USER-AGENT):4%', 'curl'],
    ['%REQ(X-MISSING?X-NEITHER)%', '-'],
    ['%REQ(:SCHEME)% %REQ(HOST)%', 'http shop.test'],
    ['%REQ(X-TAB)%', 'a\\x09b'],
    ['%REQ_WITHOUT_QUERY(:PATH)%', '/api/v1'],
    ['%RESP(X-SERVED-BY)% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% %RESP(:STATUS)%', 'node-1 13 200'],
    ['%TRAILER(grpc-status)%', '-'],
    ['%RESPONSE_DURATION% %RESPONSE_TX_DURATION% %DURATION%', '12 7 20'],
    ['%UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_PORT%', 'outbound|80||shop.test; 4444'],
    ['%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %DOWNSTREAM_LOCAL_PORT%', '::1 8080'],
    ['%DOWNSTREAM_PEER_URI_SAN% %DOWNSTREAM_PEER_SUBJECT% %DOWNSTREAM_PEER_DNS_SAN%', 'spiffe://a CN=a -'],
    ['%HOSTNAME% 100%%', 'laptop 100%'],
    ['%DYNAMIC_METADATA(a:b)% %UPSTREAM_WIRE_BYTES_SENT% %QUERY_PARAM(id)%', '- 207 7'],
    ['%NO_SUCH_WORD% %', '%NO_SUCH_WORD% %'],
    ['%GRPC_STATUS% %GRPC_STATUS_NUMBER%', '- -'],
    ['plain é', Buffer.from('plain é').toString('latin1')],
  ])('%s', (format, expected) => {
    expect(line(format)).toBe(expected);
  });

  it('names words nobody knows', () => {
    expect(unknown).toContain('%NO_SUCH_WORD%');
  });

  it.each([
    [{ flags: FLAGS.UF | FLAGS.URX }, 'URX,UF UpstreamRetryLimitExceeded,UpstreamConnectionFailure'],
    [{ flags: FLAGS.NR }, 'NR NoRouteFound'],
    [{ flags: 0 }, '- -'],
  ])('%j', (changes, expected) => {
    expect(line('%RESPONSE_FLAGS% %RESPONSE_FLAGS_LONG%', changes)).toBe(expected);
  });

  it('keeps blanks out of details', () => {
    expect(line('%RESPONSE_CODE_DETAILS%', { details: 'a b' })).toBe('a_b');
  });

  it('names statuses of gRPC', () => {
    expect(line('%GRPC_STATUS% %GRPC_STATUS_NUMBER%', { grpcStatus: 14 })).toBe('Unavailable 14');
    expect(line('%GRPC_STATUS%', { grpcStatus: 99 })).toBe('99');
  });

  it('reads the trailers of a response', () => {
    const trailers = new Fields();
    trailers.append('grpc-status', '0');
    expect(line('%TRAILER(GRPC-STATUS)% %TRAILER(x?grpc-status)% %TRAILER(x)%', { trailers })).toBe('0 0 -');
  });

  it('does without a request', () => {
    const tcp = entry({ head: undefined, response: undefined, protocol: '', status: 0 });
    expect(lineFormat({ text: '%REQ(:METHOD)% %PROTOCOL% %RESPONSE_CODE%' }, context)(tcp)).toBe('- - 0');
  });

  it('is JSON with numbers and nulls', () => {
    const value: unknown = JSON.parse(lineFormat({ json: DEFAULT_JSON_FORMAT }, context)(entry()));
    expect(value).toMatchObject({
      method: 'GET',
      response_code: 200,
      duration: 20,
      response_flags: null,
      user_agent: 'curl "8"',
    });
    const nested = lineFormat({ json: { a: { b: '%REQ(X-UTF8)% %DURATION%' }, n: 1 } }, context)(entry());
    expect(JSON.parse(Buffer.from(nested, 'latin1').toString('utf8'))).toEqual({ a: { b: 'é 20' }, n: 1 });
  });

  it('knows the conversions of time', () => {
    const time = Date.UTC(2026, 0, 2, 15, 4, 5, 6);
    expect(formatTime('%a %A %b %B %e %j %I %p %y %F %T %R %D %z %Z %f %6f %% %Q %3Y', time)).toBe(
      'Fri Friday Jan January  2 002 03 PM 26 2026-01-02 15:04:05 15:04 01/02/26 +0000 UTC 006000000 006000 % %Q %3Y',
    );
  });
});

describe('lines on their way to a file', () => {
  it('leave together, in order', async () => {
    const written: string[] = [];
    const batch = new LogBatch(async (text) => void written.push(text));
    for (const each of ['a\n', 'b\n']) batch.write(each);
    await batch.flush();
    await batch.flush();
    expect(written).toEqual(['a\nb\n']);
  });

  it('leave by themselves when they are many, and are dropped before memory is', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let written = 0;
    let told = 0;
    const batch = new LogBatch(
      async (text) => {
        written += text.length;
        await slow;
      },
      () => {
        told += 1;
      },
    );
    const block = 'x'.repeat(64 * 1024);
    for (let index = 0; index < 300; index++) batch.write(block);
    expect(batch.dropped).toBeGreaterThan(30);
    expect(told).toBe(batch.dropped);
    release();
    await batch.flush();
    expect(written).toBe((300 - batch.dropped) * block.length);
  });
});
