/** gRPC's numbers. @see https://github.com/grpc/grpc/blob/master/doc/statuscodes.md and http-grpc-status-mapping.md */
import type { Fields } from '../../wire/fields.ts';

/** The statuses that the proxy gives or looks for. */
export const GRPC = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const FROM_HTTP: Readonly<Record<number, number>> = {
  400: GRPC.internal,
  401: GRPC.unauthenticated,
  403: GRPC.permissionDenied,
  404: GRPC.unimplemented,
  429: GRPC.unavailable,
  502: GRPC.unavailable,
  503: GRPC.unavailable,
  504: GRPC.unavailable,
};

/** What an HTTP status means to gRPC. */
export function grpcStatusOf(status: number): number {
  return FROM_HTTP[status] ?? GRPC.unknown;
}

/** By number of the gRPC status. */
const TO_HTTP = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];

/** What a gRPC status means to HTTP. */
export function httpStatusOf(status: number): number {
  return TO_HTTP[status] ?? 500;
}

/** Whether a request is gRPC: by its content type alone. */
export function isGrpc(fields: Fields): boolean {
  const type = fields.get('content-type');
  return type !== undefined && /^application\/grpc(?:$|[+;])/i.test(type);
}

/** Percent-encodes what grpc-message may not hold. @see gRPC over HTTP2, "Percent-Encoded" */
export function grpcMessage(text: string): string {
  return text.replace(/[^ -$&-~]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, '0')}`;
  });
}

/** The status of a response that is over with its head; -1 when it says none. */
export function headStatus(fields: Fields): number {
  const value = fields.get('grpc-status');
  return value !== undefined && /^\d{1,3}$/.test(value) ? Number(value) : -1;
}

const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000_001 };

/** Milliseconds of `grpc-timeout`; `undefined` for a value that is none. */
export function grpcTimeout(value: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(value ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_MS[unit] ?? 0);
}

/** The value of `grpc-timeout`: at most eight digits, in the finest unit that needs no more than milliseconds. */
export function grpcTimeoutText(milliseconds: number): string {
  const value = Math.max(0, Math.floor(milliseconds));
  if (value < 100_000_000) return `${value}m`;
  return `${Math.min(99_999_999, Math.floor(value / 1000))}S`;
}
