/** What goes wrong with TLS, in Envoy's words for logs and in ours for people. */
import type { TlsRefusal } from '../tls-refusal.ts';
import { errorDetail } from './errors.ts';

/** An error of Node's TLS. */
type TlsError = Error & { readonly code?: string };

/** What OpenSSL says of a certificate, by Node's name for it. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const VERIFICATION: Readonly<Record<string, { readonly openssl: string; readonly people: string }>> = {
  CERT_HAS_EXPIRED: { openssl: 'certificate has expired', people: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { openssl: 'certificate is not yet valid', people: 'its certificate is not valid yet' },
  CERT_REVOKED: { openssl: 'certificate revoked', people: 'its certificate is revoked' },
  UNABLE_TO_GET_CRL: {
    openssl: 'unable to get certificate CRL',
    people: 'there is no list of what its authority has revoked',
  },
  CRL_HAS_EXPIRED: { openssl: 'CRL has expired', people: 'the list of what its authority has revoked has expired' },
  CERT_SIGNATURE_FAILURE: {
    openssl: 'certificate signature failure',
    people: 'its certificate is not signed by the authority that it names',
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    openssl: 'unable to get issuer certificate',
    people: 'no authority that is trusted here has signed its certificate',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    openssl: 'unable to get local issuer certificate',
    people: 'no authority that is trusted here has signed its certificate',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    openssl: 'unable to get local issuer certificate',
    people: 'no authority that is trusted here has signed its certificate',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    openssl: 'self signed certificate',
    people: 'its certificate is signed by itself, and is not trusted here',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    openssl: 'self signed certificate in certificate chain',
    people: 'its certificate is signed by an authority that is not trusted here',
  },
  INVALID_PURPOSE: {
    openssl: 'unsupported certificate purpose',
    people: 'its certificate is not for this side of a connection',
  },
  INVALID_CA: { openssl: 'invalid CA certificate', people: 'its certificate is signed by one that is no authority' },
  CERT_CHAIN_TOO_LONG: { openssl: 'certificate chain too long', people: 'its certificate chain is too long' },
};

/** BoringSSL's library number, in the upper bits of its error codes. */
const SSL_LIBRARY = 0x10000000;
/** Of its reasons; alerts of the other side are 1000 and the alert's number (RFC 8446 6). */
const REASONS: Readonly<Record<string, number>> = {
  CERTIFICATE_VERIFY_FAILED: 125,
  HTTP_REQUEST: 156,
  NO_SHARED_CIPHER: 184,
  UNSUPPORTED_PROTOCOL: 240,
  WRONG_VERSION_NUMBER: 247,
  SSLV3_ALERT_HANDSHAKE_FAILURE: 1040,
  SSLV3_ALERT_BAD_CERTIFICATE: 1042,
  SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: 1043,
  SSLV3_ALERT_CERTIFICATE_EXPIRED: 1045,
  SSLV3_ALERT_CERTIFICATE_UNKNOWN: 1046,
  TLSV1_ALERT_UNKNOWN_CA: 1048,
  TLSV1_ALERT_DECRYPT_ERROR: 1051,
  TLSV1_ALERT_PROTOCOL_VERSION: 1070,
  TLSV1_ALERT_INTERNAL_ERROR: 1080,
  TLSV1_UNRECOGNIZED_NAME: 1112,
  TLSV13_ALERT_CERTIFICATE_REQUIRED: 1116,
  TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 1120,
};

/** What newer OpenSSL calls otherwise: text where a record should begin has no length of one either. */
const SYNONYMS: Readonly<Record<string, string>> = {
  PACKET_LENGTH_TOO_LONG: 'WRONG_VERSION_NUMBER',
  TLSV1_ALERT_CERTIFICATE_REQUIRED: 'TLSV13_ALERT_CERTIFICATE_REQUIRED',
};

/** In front of the transport failures that are TLS's. */
const LEAD = 'TLS_error:';

function tlsError(reason: string, detail = ''): string {
  const code = REASONS[reason];
  const number = code === undefined ? '' : `|${SSL_LIBRARY + code}:`;
  return `${LEAD}${number}SSL routines:OPENSSL_internal:${reason}${detail === '' ? '' : `:${detail}`}:TLS_error_end`;
}

const SSL_CODE = /^ERR_SSL_([A-Z0-9_]+)$/;

function reasonOf({ code = '' }: TlsError): string | undefined {
  const [, reason] = SSL_CODE.exec(code) ?? [];
  return reason === undefined ? undefined : (SYNONYMS[reason] ?? reason);
}

/** The other side's certificate names somebody else than it should. */
export class WrongNames extends Error {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`the certificate names ${names.length === 0 ? 'nobody' : names.join(', ')}`);
    this.names = names;
  }
}

/**
 * The transport's own word for a connection to an endpoint that failed, as Envoy 1.40 has it: `TLS_error:|268435581:SSL
 * routines:…`, or what the system calls it.
 */
export function connectionDetail(error: TlsError): string {
  if (error instanceof WrongNames) {
    const names = `SAN matcher, certificate SANs are [${error.names.join(', ')}]`;
    return tlsError('CERTIFICATE_VERIFY_FAILED', `verify cert failed: ${names}`);
  }
  const verification = VERIFICATION[error.code ?? ''];
  if (verification) {
    const said = `X509_verify_cert: certificate verification error at depth 0: ${verification.openssl}`;
    return tlsError('CERTIFICATE_VERIFY_FAILED', `verify cert failed: ${said}`);
  }
  const reason = reasonOf(error);
  return reason === undefined ? errorDetail(error) : tlsError(reason);
}

/** In people's words, by OpenSSL's reason; others are told as they are. */
const PEOPLE: Readonly<Record<string, string>> = {
  HTTP_REQUEST: 'it speaks HTTP without TLS',
  WRONG_VERSION_NUMBER: 'it does not speak TLS',
  NO_SHARED_CIPHER: 'it offers no cipher that is allowed here, or there is no certificate for it',
  UNSUPPORTED_PROTOCOL: 'it speaks no version of TLS that is allowed here',
  TLSV1_ALERT_UNKNOWN_CA: 'it does not trust the authority of the certificate here',
  SSLV3_ALERT_BAD_CERTIFICATE: 'it does not take the certificate here',
  SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'it does not take the certificate here',
  SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it takes the certificate here for expired',
};

/** Why the handshake with a client failed. */
export function handshakeProblem(error: TlsError): TlsRefusal {
  const reason = reasonOf(error);
  if (error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return problem('it did not complete the handshake in time');
  if (error.code === 'ECONNRESET') return problem('it closed the connection during the handshake');
  if (reason === undefined) return problem(errorDetail(error));
  return problem(PEOPLE[reason] ?? reason.toLowerCase().replaceAll('_', ' '));
}

const problem = (reason: string): TlsRefusal => ({ problem: 'ssl.connection_error', reason });

/** Why a client's certificate is not taken; `code` is Node's. */
export function verificationProblem(code: string): TlsRefusal {
  return {
    problem: 'ssl.fail_verify_error',
    reason: VERIFICATION[code]?.people ?? `its certificate is not valid (${code})`,
  };
}
