/**
 * Names of gRPC's status codes; the index is the number.
 *
 * @see https://grpc.io/docs/guides/status-codes/
 */
const GRPC_STATUS = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** Number of a status by its name, in capitals; `undefined` for a name gRPC does not have. */
export function grpcStatusNumber(name: string): number | undefined {
  const index = (GRPC_STATUS as readonly string[]).indexOf(name);
  return index < 0 ? undefined : index;
}
