/** Room for gRPC's statuses, none of them and those nobody knows among them. */
const GRPC_ROOM = 32;
/** Room for every combination of response flags. */
const FLAG_ROOM = 2 ** 27;

/** What tells the series of requests to one place apart. */
export interface RequestKind {
  readonly status: number;
  readonly grpc: boolean;
  /** -1 without one. */
  readonly grpcStatus: number;
  readonly inbound: boolean;
  readonly flags: number;
}

/** One number for all of it: more than 32 bits, less than 53. */
export function requestKey({ status, grpc, grpcStatus, inbound, flags }: RequestKind): number {
  const kind = (Math.min(grpcStatus, GRPC_ROOM - 3) + 2) * 4 + (grpc ? 2 : 0) + (inbound ? 1 : 0);
  return (status * 4 * GRPC_ROOM + kind) * FLAG_ROOM + flags;
}
