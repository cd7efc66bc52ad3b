import { describe, expect, it } from 'vitest';
import {
  connectionDetail,
  handshakeProblem,
  verificationProblem,
  WrongNames,
} from '../../../src/proxy/net/tls-words.ts';

const failed = (code: string, message = 'what OpenSSL says') => Object.assign(new Error(message), { code });

describe('a connection to an upstream that failed', () => {
  it.each([
    ['ECONNREFUSED', 'Connection refused'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end',
    ],
    [
      'ERR_SSL_PACKET_LENGTH_TOO_LONG',
      'TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end',
    ],
    [
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'TLS_error:|268436504:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end',
    ],
    [
      'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED',
      'TLS_error:|268436572:SSL routines:OPENSSL_internal:TLSV13_ALERT_CERTIFICATE_REQUIRED:TLS_error_end',
    ],
    ['ERR_SSL_SOMETHING_NEW', 'TLS_error:SSL routines:OPENSSL_internal:SOMETHING_NEW:TLS_error_end'],
    [
      'CERT_HAS_EXPIRED',
      'TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: X509_verify_cert: certificate verification error at depth 0: certificate has expired:TLS_error_end',
    ],
  ])('by %s', (code, detail) => {
    expect(connectionDetail(failed(code))).toBe(detail);
  });

  it('by names', () => {
    expect(connectionDetail(new WrongNames(['a.test', 'b.test']))).toBe(
      'TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: SAN matcher, certificate SANs are [a.test, b.test]:TLS_error_end',
    );
    expect(new WrongNames([]).message).toBe('the certificate names nobody');
  });

  it('by what nobody has words for', () => {
    expect(connectionDetail(new Error('odd'))).toBe('odd');
  });
});

describe('a handshake with a client that failed', () => {
  it.each([
    ['ERR_SSL_HTTP_REQUEST', 'it speaks HTTP without TLS'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'it offers no cipher that is allowed here, or there is no certificate for it'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'it does not trust the authority of the certificate here'],
    ['ERR_SSL_BAD_KEY_SHARE', 'bad key share'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'it did not complete the handshake in time'],
    ['ECONNRESET', 'it closed the connection during the handshake'],
    ['EPIPE', 'Broken pipe'],
  ])('by %s', (code, reason) => {
    expect(handshakeProblem(failed(code))).toEqual({ problem: 'ssl.connection_error', reason });
  });

  it('by its certificate', () => {
    expect(verificationProblem('CERT_HAS_EXPIRED').reason).toBe('its certificate has expired');
    expect(verificationProblem('INVALID_CALL')).toEqual({
      problem: 'ssl.fail_verify_error',
      reason: 'its certificate is not valid (INVALID_CALL)',
    });
  });
});
