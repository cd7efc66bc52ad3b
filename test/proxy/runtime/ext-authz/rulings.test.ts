import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grpcCheck } from '../../../../src/proxy/runtime/ext-authz/grpc-check.ts';
import { httpCheck } from '../../../../src/proxy/runtime/ext-authz/http-check.ts';
import { bytesField, messageField, textField } from '../../../../src/proxy/runtime/ext-authz/protobuf.ts';
import { Fields } from '../../../../src/proxy/wire/fields.ts';

const grpc = grpcCheck({ authority: 'a', timeoutMs: 1, packsBytes: false });
const all = { patterns: [{ prefix: '' }] };
const http = httpCheck({
  service: {
    server_uri: { uri: 'http://a', cluster: 'a' },
    authorization_response: { allowed_upstream_headers: all, allowed_client_headers: all },
  },
  allowed: undefined,
  timeoutMs: 1,
});

function framed(message: Buffer, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

const ofGrpc = (body: Buffer, grpcStatus = 0, status = 200) =>
  grpc.ruling({ status, grpcStatus, body, fields: new Fields() }, 0);

describe('an answer by gRPC', () => {
  it('that is none decides nothing', () => {
    const failed = { kind: 'failed' };
    expect(ofGrpc(Buffer.alloc(0))).toEqual(failed);
    expect(ofGrpc(framed(Buffer.alloc(0)), 14)).toEqual(failed);
    expect(ofGrpc(framed(Buffer.alloc(0)), 0, 503)).toEqual(failed);
    expect(ofGrpc(framed(Buffer.alloc(0), 9))).toEqual(failed);
    expect(ofGrpc(framed(Buffer.from('0aff', 'hex')))).toEqual(failed);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['allowed', 'denied', 'failed']).toContain(ofGrpc(framed(Buffer.from(bytes))).kind);
      }),
    );
  });

  it('cannot end a line, or a head', () => {
    const option = (name: string, value: string) =>
      messageField(2, [messageField(1, [textField(1, name), textField(2, value)])]);
    const fields = [
      option('x-good', '1'),
      option('x-bad', '1\r\nx-evil: 1'),
      option('x evil', '1'),
      option(':path', '/'),
    ];
    expect(ofGrpc(framed(messageField(3, fields)))).toMatchObject({ kind: 'allowed', set: [['x-good', '1']] });
    expect(ofGrpc(framed(Buffer.concat([bytesField(3, Buffer.from('ff', 'hex'))])))).toMatchObject({ set: [] });
  });
});

describe('an answer by HTTP', () => {
  const fields = new Fields();
  fields.appendLines('content-length: 2\r\nserver: s\r\ndate: d\r\nx-a: 1\r\n');

  it.each([
    [200, 'allowed'],
    [204, 'denied'],
    [301, 'denied'],
    [404, 'denied'],
    [500, 'failed'],
    [599, 'failed'],
  ])('with the status %i is %s', (status, kind) => {
    expect(http.ruling({ status, grpcStatus: -1, body: Buffer.from('no'), fields }, 0).kind).toBe(kind);
  });

  it('tells nothing of its own length, date and server', () => {
    const ruling = http.ruling({ status: 403, grpcStatus: -1, body: Buffer.from('no'), fields }, 0);
    expect(ruling).toEqual({ kind: 'denied', status: 403, fields: [['x-a', '1']], body: 'no' });
  });
});
