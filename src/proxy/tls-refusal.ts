/** Why TLS with a client did not come about. */

/** What Envoy counts apart: `ssl.fail_verify_no_cert`, `ssl.fail_verify_error`, `ssl.fail_verify_san`, `ssl.connection_error`. */
export type TlsProblem = 'fail_verify_no_cert' | 'fail_verify_error' | 'fail_verify_san' | 'connection_error';

export interface TlsRefusal {
  readonly problem: TlsProblem;
  /** In words, for people: `its certificate has expired`. */
  readonly reason: string;
}
