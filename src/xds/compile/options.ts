/** What a translation depends on besides the mesh. */
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { DataSource } from '../resources/common.ts';

/** `--map`: where a service runs instead. */
export interface EndpointOverride {
  /** A host as users write it: short in the workload's namespace, or whole. */
  readonly host: string;
  /** Only for this subset; absent means all of them. */
  readonly subset?: string;
  /** Only for this port; absent means all of them. */
  readonly port?: number;
  readonly endpoints: readonly { readonly address: string; readonly port: number }[];
}

/** `--listen`: an address besides, or instead of, those the resources give. */
export interface ExtraListener {
  /**
   * What it serves: the number of a gateway's port, which it moves, or `host:port` of one service; absent for all services by
   * the Host of each request.
   */
  readonly serves?: string;
  readonly address: string;
  readonly port: number;
}

/** The certificate of the workload, where it has one. */
export interface MeshIdentity {
  readonly certificateChain: DataSource;
  readonly privateKey: DataSource;
  readonly rootCertificate: DataSource;
  /** The folders of certificate and root, where they are files that are replaced by renaming: an Envoy reads them again then. */
  readonly folders?: { readonly certificate: string; readonly root: string };
}

/**
 * What Envoy does, and not every proxy: to choose number and distance of keep-alive probes, to fetch keys for tokens, to speak to
 * the workload from the address of the client, to send spans by gRPC.
 */
export type Ability = 'keep-alive-probes' | 'key-fetch' | 'client-address' | 'grpc-traces';

/** How the rules of interception bring connections: not at all, all by REDIRECT, or those that come in by TPROXY. */
export type CaptureMode = 'none' | 'redirect' | 'tproxy';

/** What a compilation depends on besides the mesh: whose proxy it is, and how connections come to it. */
export interface CompileOptions {
  readonly node: ProxyNode;
  /**
   * How connections come to the proxy: `redirect` and `tproxy` as by the interception of a pod, with a listener for every service
   * and one for what comes in; `none` by addressing it, as a proxy or at a listener for a service.
   */
  readonly capture: CaptureMode;
  /** Whether connections of IPv6 are captured as well. */
  readonly capturesIpv6?: boolean;
  readonly overrides: readonly EndpointOverride[];
  readonly listeners: readonly ExtraListener[];
  /** Whether servers that name no address listen on all of them instead of on the loopback one. */
  readonly anyAddress: boolean;
  /** File of the access log in place of the mesh's; empty for none. */
  readonly accessLogFile?: string;
  /** The file of the authorities this machine trusts; absent for the usual place. */
  readonly systemRoots?: string;
  /** What the proxy that is told cannot do, so that who asks for it hears of it; absent: nothing. */
  readonly lacks?: ReadonlySet<Ability>;
  /** Without one the proxy speaks plain text where the mesh would use its own TLS. */
  readonly identity?: MeshIdentity;
}
