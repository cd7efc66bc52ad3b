/** Why a message cannot be taken. The text goes to the access log's details, never to the peer. */
export interface WireProblem {
  /** What a client is told; an upstream's bad answer becomes 502 whatever stands here. */
  readonly status: 400 | 403 | 414 | 431 | 501 | 505;
  readonly reason: string;
  /** In the access log, where it is not what all others have there. */
  readonly details?: string;
}

function problem(status: WireProblem['status'], reason: string): WireProblem {
  return { status, reason };
}

/** Everything that is refused in a message, by name. */
export const PROBLEMS = {
  startLineBytes: problem(400, 'a control byte in the start line'),
  startLineForm: problem(400, 'a start line of another form than RFC 9112 allows'),
  startLineTooLong: { ...problem(414, 'a start line over the limit'), details: 'http1.headers_too_large' },
  method: problem(400, 'a method that is no token'),
  methodUnknown: problem(400, 'a method that no proxy of the mesh takes'),
  methodTooLong: problem(501, 'a method longer than any that exists'),
  /** RFC 9110 7.4: what is for https has no business on a connection that anybody can read. */
  plainHttps: { ...problem(403, 'a target of https without TLS'), details: 'http1.https_url_on_plaintext_connection' },
  scheme: { ...problem(400, 'a target of another scheme than http and https'), details: 'http1.invalid_scheme' },
  target: problem(400, 'a request target of no known form'),
  version: problem(505, 'a version other than HTTP/1.0 and HTTP/1.1'),
  status: problem(400, 'a status that is not three digits'),
  headTooLarge: { ...problem(431, 'a head over the limit'), details: 'http1.headers_too_large' },
  tooManyFields: { ...problem(431, 'more fields than allowed'), details: 'http1.too_many_headers' },
  fieldName: problem(400, 'a field name that is no token'),
  fieldValue: problem(400, 'a control byte in a field value'),
  fold: problem(400, 'a folded field line'),
  bareCr: problem(400, 'a carriage return without line feed'),
  bareLf: problem(400, 'a line feed without carriage return'),
  contentLength: problem(400, 'a Content-Length that is not one number'),
  bothLengths: problem(400, 'Content-Length beside Transfer-Encoding'),
  transferEncoding: problem(501, 'a transfer coding other than chunked'),
  transferEncodingTwice: problem(400, 'Transfer-Encoding more than once'),
  transferEncodingInHttp10: problem(400, 'Transfer-Encoding in an HTTP/1.0 message'),
  host: problem(400, 'no Host, or more than one'),
  authority: problem(400, 'an authority that names no host'),
  nominated: problem(400, 'Connection names a field that belongs to the end of the path'),
  chunkSize: problem(400, 'a chunk size that is not 1 to 12 hexadecimal digits'),
  chunkExtension: problem(400, 'a chunk extension over the limit or with a line end in it'),
  chunkEnd: problem(400, 'chunk data that does not end where it should'),
  trailer: problem(400, 'a framing field among the trailers'),
} as const satisfies Record<string, WireProblem>;
