/** The names of gRPC's statuses in logs. @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

/** The name of a status; the number as text for one that has none. */
export function grpcStatusName(status: number): string {
  return NAMES[status] ?? String(status);
}
