/** TLS as plain data: what the runtime has read from transport sockets and secrets, and the sockets apply. */

interface TlsPlan {
  /** PEM. */
  readonly certificates: readonly { readonly chain: string; readonly key: string }[];
  /** PEM; empty trusts what the system trusts. */
  readonly authorities: string;
  readonly alpn: readonly string[];
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's notation; empty means Node's default. */
  readonly ciphers: string;
  /** Judges the other side's certificate by its subject alternative names (`URI:spiffe://…`, `DNS:…`); absent takes any. */
  readonly acceptsNames?: (names: readonly string[]) => boolean;
}

export interface TlsServerPlan extends TlsPlan {
  /** `required` refuses clients without a certificate, `optional` asks for one. */
  readonly clientCertificate: 'none' | 'optional' | 'required';
}

export interface TlsClientPlan extends TlsPlan {
  /** SNI; empty sends none. */
  readonly serverName: string;
  /** Whether the chain is checked against `authorities`. */
  readonly verifies: boolean;
}
