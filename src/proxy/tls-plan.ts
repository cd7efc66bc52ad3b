/** TLS as plain data: what the runtime has read from transport sockets and secrets, and the sockets apply. */
import type { AlternativeName } from '../certs/names.ts';

interface TlsPlan {
  /** PEM. */
  readonly certificates: readonly { readonly chain: string; readonly key: string }[];
  /** PEM; empty trusts what the system trusts. */
  readonly authorities: string;
  /** PEM of lists of what authorities have revoked; empty: none is looked at. */
  readonly revocations: string;
  readonly alpn: readonly string[];
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's notation; empty means Node's default. */
  readonly ciphers: string;
  /** Judges the other side's certificate by its names; absent takes any. */
  readonly acceptsNames?: (names: readonly AlternativeName[]) => boolean;
}

/** TLS with clients. */
export interface TlsServerPlan extends TlsPlan {
  /** The URI in the first certificate; empty without one. */
  readonly ownUri: string;
  /** `required` refuses clients without a certificate, `optional` asks for one. */
  readonly clientCertificate: 'none' | 'optional' | 'required';
}

/** TLS with an upstream. */
export interface TlsClientPlan extends TlsPlan {
  /** SNI; empty sends none. */
  readonly serverName: string;
  /** Whether the chain is checked against `authorities`. */
  readonly verifies: boolean;
}

/** What the handshake with a client has settled. */
export interface TlsInfo {
  /** `TLSv1.3`. */
  readonly version: string;
  /** By the name it has in OpenSSL. */
  readonly cipher: string;
  /** The URI in the proxy's own certificate; empty without one. */
  readonly localUri: string;
}

/** Who a client has proved to be. */
export interface PeerCertificate {
  readonly subject: string;
  readonly uriSans: readonly string[];
  readonly dnsSans: readonly string[];
  readonly issuer: string;
  /** Lower-case hexadecimal digits. */
  readonly serial: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
}
