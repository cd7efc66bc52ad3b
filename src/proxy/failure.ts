/** Why a try brought no complete response. */
export type FailureReason =
  /** TCP or TLS could not be set up. */
  | 'connect-failure'
  | 'connect-timeout'
  /** No room to wait for a connection. */
  | 'overflow'
  /** The connection ended, by FIN or reset. */
  | 'connection-termination'
  /** RST_STREAM of HTTP/2, and the one that says the request was not looked at. */
  | 'remote-reset'
  | 'refused-stream'
  /** What came is no valid message. */
  | 'protocol-error'
  /** The try's own time limit, and that between two events. */
  | 'try-timeout'
  | 'idle-timeout';
