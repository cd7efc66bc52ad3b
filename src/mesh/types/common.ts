/** Parts that several kinds share, as decoded: names of JSON, durations as written, absent where the resource says nothing. */

/** Labels of a workload, and what selectors ask of them. */
export type Labels = Readonly<Record<string, string>>;

/** One of them is set; an empty one matches whatever is there. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  /** RE2; the whole value has to match. */
  readonly regex?: string;
}

export interface PortSelector {
  readonly number?: number;
}

/** A host, resolved by the namespace of the resource that names it. */
export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: PortSelector;
}

/** The selector of networking.istio.io. */
export interface LabelSelector {
  readonly labels?: Labels;
}

/** The selector of security.istio.io, telemetry.istio.io and of DestinationRules. */
export interface WorkloadSelector {
  readonly matchLabels?: Labels;
}

export interface TargetReference {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type TlsMode = 'PASSTHROUGH' | 'SIMPLE' | 'MUTUAL' | 'AUTO_PASSTHROUGH' | 'ISTIO_MUTUAL' | 'OPTIONAL_MUTUAL';

/** TLS as a server. */
export interface ServerTls {
  readonly httpsRedirect?: boolean;
  readonly mode?: TlsMode;
  readonly serverCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly credentialName?: string;
  readonly credentialNames?: readonly string[];
  readonly caCertCredentialName?: string;
  readonly subjectAltNames?: readonly string[];
  readonly minProtocolVersion?: string;
  readonly maxProtocolVersion?: string;
  readonly cipherSuites?: readonly string[];
  readonly insecureSkipVerify?: boolean;
  readonly tlsCertificates?: readonly {
    readonly serverCertificate?: string;
    readonly privateKey?: string;
    readonly caCertificates?: string;
  }[];
}
