/** Why a connection with a client did not come about. */

/** What Envoy counts apart, by the names of its statistics of listeners. */
export type TlsProblem =
  | 'ssl.fail_verify_no_cert'
  | 'ssl.fail_verify_error'
  | 'ssl.fail_verify_san'
  | 'ssl.connection_error'
  /** There is no chain for what the client speaks: plain text where TLS is asked for, a name nobody serves. */
  | 'no_filter_chain_match';

/** Why there is no TLS with a client. */
export interface TlsRefusal {
  readonly problem: TlsProblem;
  /** In words, for people: `its certificate has expired`. */
  readonly reason: string;
}
