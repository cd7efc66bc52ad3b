/** What the system calls its errors in words, for logs and for the body of a failed try. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EMFILE: 'Too many open files',
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
};

/** The words for an error of a socket; its own message where we have none. */
export function errorDetail(error: Error & { code?: string }): string {
  return (error.code && WORDS[error.code]) || error.message;
}
