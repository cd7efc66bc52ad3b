/** Checks by gRPC. @see envoy.service.auth.v3.Authorization */
import type { OwnAnswer } from '../../own-request.ts';
import { grpcTimeoutText } from '../exchange/grpc.ts';
import { type Checked, type CheckMessage, type CheckProtocol, fieldsOf, ownFields, PARTIAL_FIELD } from './check.ts';
import { bytesField, type Message, messageField, numberField, readMessage, textField } from './protobuf.ts';
import { FAILED, type Field, FORBIDDEN, isField, PERMIT, type Ruling } from './ruling.ts';

const METHOD = '/envoy.service.auth.v3.Authorization/Check';
/** A message of gRPC has a byte and a length of four before it. */
const PREFIX_BYTES = 5;
const NANOSECONDS = 1_000_000;
const MS_PER_SECOND = 1000;

/** What a service by gRPC is asked with. */
export interface GrpcCheckOptions {
  readonly authority: string;
  readonly timeoutMs: number;
  /** Bodies as bytes: texts of protobuf are UTF-8. */
  readonly packsBytes: boolean;
}

function peer(field: number, { address, port, principal }: { address: string; port: number; principal: string }) {
  const socket = messageField(1, [textField(2, address), numberField(3, port)]);
  return messageField(field, [messageField(1, [socket]), textField(4, principal)]);
}

/** Text as UTF-8, whatever bytes it was made of. */
const utf8 = (latin1: string): Buffer => Buffer.from(Buffer.from(latin1, 'latin1').toString('utf8'), 'utf8');

const pair = (field: number, name: string, value: string): Buffer =>
  messageField(field, [textField(1, name), bytesField(2, utf8(value))]);

/** The request as HTTP: AttributeContext.HttpRequest. */
function httpPart(head: NonNullable<Checked['head']>, { body }: Checked, packsBytes: boolean): readonly Buffer[] {
  const fields = fieldsOf(head);
  if (body) fields.set(PARTIAL_FIELD, String(body.partial));
  const pseudo: readonly Field[] = [
    [':method', head.method],
    [':path', head.target],
    [':authority', head.authority],
    [':scheme', head.scheme],
  ];
  const { contentLength } = head.framing;
  return [
    textField(1, fields.get('x-request-id') ?? ''),
    textField(2, head.method),
    ...[...pseudo, ...fields].map(([name, value]) => pair(3, name, value)),
    bytesField(4, utf8(head.target)),
    textField(5, head.authority),
    textField(6, head.scheme),
    numberField(9, Math.max(0, contentLength)),
    textField(10, head.http2 ? 'HTTP/2' : head.http10 ? 'HTTP/1.0' : 'HTTP/1.1'),
    ...(body === undefined
      ? []
      : [packsBytes ? bytesField(12, body.bytes) : bytesField(11, Buffer.from(body.bytes.toString('utf8'), 'utf8'))]),
  ];
}

function requestPart(checked: Checked, packsBytes: boolean): Buffer {
  const { head, wallTime } = checked;
  const seconds = Math.floor(wallTime / MS_PER_SECOND);
  const nanos = Math.floor((wallTime % MS_PER_SECOND) * NANOSECONDS);
  const time = messageField(1, [numberField(1, seconds), numberField(2, nanos)]);
  return messageField(4, [time, ...(head ? [messageField(2, httpPart(head, checked, packsBytes))] : [])]);
}

/** CheckRequest. */
function checkRequest(checked: Checked, packsBytes: boolean): Buffer {
  const { connection, ownUri } = checked;
  const { remoteAddress, remotePort, localAddress, localPort } = connection;
  const source = { address: remoteAddress, port: remotePort, principal: connection.peer?.uriSans[0] ?? '' };
  const destination = { address: localAddress, port: localPort, principal: ownUri };
  return messageField(1, [peer(1, source), peer(2, destination), requestPart(checked, packsBytes)]);
}

const latin1 = (bytes: Buffer | undefined): string => bytes?.toString('latin1') ?? '';
const last = (message: Message | undefined, field: number): Buffer | undefined => message?.all(field).at(-1);
const inner = (message: Message | undefined, field: number): Message | undefined => {
  const bytes = last(message, field);
  return bytes && readMessage(bytes);
};

/** A HeaderValueOption: the field, and whether it goes to others of its name. */
function option(bytes: Buffer): { readonly field: Field; readonly appends: boolean } {
  const message = readMessage(bytes);
  const header = inner(message, 1);
  const value = latin1(last(header, 2) ?? last(header, 3));
  return { field: [latin1(last(header, 1)).toLowerCase(), value], appends: inner(message, 2)?.number(1) === 1 };
}

const options = (message: Message, field: number) =>
  message
    .all(field)
    .map(option)
    .filter(({ field: each }) => isField(each));

/** OkHttpResponse. */
function permit(message: Message): Ruling {
  const fields = options(message, 2);
  const parameters = message.all(7).map((bytes): Field => {
    const parameter = readMessage(bytes);
    return [latin1(last(parameter, 1)), latin1(last(parameter, 2))];
  });
  return {
    ...PERMIT,
    set: fields.filter(({ appends }) => !appends).map(({ field }) => field),
    append: fields.filter(({ appends }) => appends).map(({ field }) => field),
    remove: message.all(5).map((name) => latin1(name).toLowerCase()),
    toClient: options(message, 6).map(({ field }) => field),
    parameters: { set: parameters, remove: message.all(8).map(latin1) },
  };
}

/** DeniedHttpResponse; without one the request is refused in the usual way. */
function refusal(message: Message | undefined): Ruling {
  const status = inner(message, 1)?.number(1) ?? 0;
  // What is to go to other fields has none to go to.
  const fields = message ? options(message, 2).filter(({ appends }) => !appends) : [];
  return {
    kind: 'denied',
    status: status === 0 ? FORBIDDEN : status,
    fields: fields.map(({ field }) => field),
    body: latin1(last(message, 3)),
  };
}

/** CheckResponse. */
function readRuling({ status, grpcStatus, body }: OwnAnswer): Ruling {
  if (status !== 200 || grpcStatus !== 0 || body.length < PREFIX_BYTES || body[0] !== 0) return FAILED;
  const length = body.readUInt32BE(1);
  const message = readMessage(body.subarray(PREFIX_BYTES, PREFIX_BYTES + length));
  if (message === undefined || body.length < PREFIX_BYTES + length) return FAILED;
  if ((inner(message, 1)?.number(1) ?? 0) !== 0) return refusal(inner(message, 2));
  const ok = inner(message, 3);
  return ok ? permit(ok) : PERMIT;
}

/** Asks a service by gRPC. */
export function grpcCheck({ authority, timeoutMs, packsBytes }: GrpcCheckOptions): CheckProtocol {
  const fields =
    `te: trailers\r\ngrpc-timeout: ${grpcTimeoutText(timeoutMs)}\r\n` +
    `content-type: application/grpc\r\n${ownFields(timeoutMs)}`;
  return {
    message(checked): CheckMessage {
      const message = checkRequest(checked, packsBytes);
      const prefix = Buffer.alloc(PREFIX_BYTES);
      prefix.writeUInt32BE(message.length, 1);
      return { http2: true, method: 'POST', authority, target: METHOD, fields, body: Buffer.concat([prefix, message]) };
    },
    ruling: readRuling,
  };
}
