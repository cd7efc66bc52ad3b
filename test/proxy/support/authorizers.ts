/** Services that authorize, of HTTP and of gRPC, written with other code than the proxy's. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/** The messages of a check, as far as the tests look at them. */
const PROTO = `
syntax = "proto3";
message Socket { string address = 2; uint32 port = 3; }
message Address { Socket socket = 1; }
message Peer { Address address = 1; string principal = 4; }
message Time { int64 seconds = 1; int32 nanos = 2; }
message Http {
  string id = 1; string method = 2; map<string, string> headers = 3; string path = 4; string host = 5; string scheme = 6;
  int64 size = 9; string protocol = 10; string body = 11; bytes raw_body = 12;
}
message Request { Time time = 1; Http http = 2; }
message Attributes { Peer source = 1; Peer destination = 2; Request request = 4; }
message CheckRequest { Attributes attributes = 1; }
message Header { string key = 1; string value = 2; }
message Flag { bool value = 1; }
message Option { Header header = 1; Flag append = 2; }
message Parameter { string key = 1; string value = 2; }
message Status { int32 code = 1; }
message Denied { Status status = 1; repeated Option headers = 2; string body = 3; }
message Ok {
  repeated Option headers = 2; repeated string headers_to_remove = 5; repeated Option response_headers_to_add = 6;
  repeated Parameter query_parameters_to_set = 7; repeated string query_parameters_to_remove = 8;
}
message CheckResponse { Status status = 1; Denied denied = 2; Ok ok = 3; }
`;

const root = protobuf.parse(PROTO, { keepCase: true }).root;
const checkRequest = root.lookupType('CheckRequest');
const checkResponse = root.lookupType('CheckResponse');

/** What a service was asked with. */
export interface HttpCheck {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What it answers; `undefined` says nothing at all. */
export interface HttpVerdict {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

export interface Authorizer<Check, Verdict> {
  readonly port: number;
  readonly checks: Check[];
  /** What is answered from now on; `undefined`: nothing. */
  verdict: Verdict | undefined;
  /** Those who asked and did not wait for an answer. */
  gone: number;
  stop(): void;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function httpAuthorizer(): Promise<Authorizer<HttpCheck, HttpVerdict>> {
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) out.gone += 1;
    });
    void textOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      out.checks.push({ method, url, headers, body: body.toString() });
      if (out.verdict === undefined) return;
      response.writeHead(out.verdict.status ?? 200, { ...out.verdict.headers } as Record<string, string>);
      response.end(out.verdict.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const out: Authorizer<HttpCheck, HttpVerdict> = {
    // A TCP server that listens has this form of address.
    port: (server.address() as AddressInfo).port,
    checks: [],
    verdict: {},
    gone: 0,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return out;
}

/** A check or a response as plain data. */
export type Plain = Readonly<Record<string, unknown>>;

function answer(stream: ServerHttp2Stream, verdict: Plain | undefined): void {
  if (verdict === undefined) return;
  if ('grpcStatus' in verdict) {
    const status = String(verdict['grpcStatus']);
    stream.respond({ 'content-type': 'application/grpc', 'grpc-status': status }, { endStream: true });
    return;
  }
  const message = Buffer.from(checkResponse.encode(checkResponse.fromObject({ ...verdict })).finish());
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.concat([prefix, message]));
}

/** The verdict is a CheckResponse as JSON, or `{ grpcStatus }` for a call that fails. */
export async function grpcAuthorizer(): Promise<Authorizer<Plain, Plain>> {
  const server = createHttp2Server();
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    stream.on('close', () => {
      if (!stream.headersSent) out.gone += 1;
    });
    void textOf(stream).then((body) => {
      const options = { longs: Number, defaults: false } as const;
      const message = checkRequest.toObject(checkRequest.decode(body.subarray(5)), options);
      out.checks.push({ ...message, call: { path: headers[':path'], timeout: headers['grpc-timeout'] } });
      answer(stream, out.verdict);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const out: Authorizer<Plain, Plain> = {
    // A TCP server that listens has this form of address.
    port: (server.address() as AddressInfo).port,
    checks: [],
    verdict: {},
    gone: 0,
    stop() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
  return out;
}
