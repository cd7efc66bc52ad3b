/** Gateway, ServiceEntry, WorkloadEntry, Sidecar, EnvoyFilter. @see https://istio.io/latest/docs/reference/config/networking/ */

import type { Destination, LabelSelector, Labels, ServerTls, TargetReference } from './common.ts';
import type { ConnectionPool } from './destination-rule.ts';

export interface Gateway {
  readonly servers?: readonly Server[];
  readonly selector?: Labels;
}

export interface Server {
  readonly port?: NamedPort;
  readonly bind?: string;
  readonly hosts?: readonly string[];
  readonly tls?: ServerTls;
  readonly name?: string;
}

export interface NamedPort {
  readonly number?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly targetPort?: number;
}

export type Resolution = 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';

export interface ServiceEntry {
  readonly hosts?: readonly string[];
  readonly addresses?: readonly string[];
  readonly ports?: readonly NamedPort[];
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  readonly resolution?: Resolution;
  readonly endpoints?: readonly WorkloadEntry[];
  readonly workloadSelector?: LabelSelector;
  readonly exportTo?: readonly string[];
  readonly subjectAltNames?: readonly string[];
}

export interface WorkloadEntry {
  readonly address?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly labels?: Labels;
  readonly network?: string;
  /** `region/zone/subzone`. */
  readonly locality?: string;
  readonly weight?: number;
  readonly serviceAccount?: string;
}

export interface Sidecar {
  readonly workloadSelector?: LabelSelector;
  readonly ingress?: readonly IngressListener[];
  readonly egress?: readonly EgressListener[];
  readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
}

export interface IngressListener {
  readonly port?: NamedPort;
  readonly bind?: string;
  readonly defaultEndpoint?: string;
  readonly tls?: ServerTls;
  readonly connectionPool?: ConnectionPool;
}

export interface EgressListener {
  readonly port?: NamedPort;
  readonly bind?: string;
  /** `namespace/host`. */
  readonly hosts?: readonly string[];
}

export interface OutboundTrafficPolicy {
  readonly mode?: 'REGISTRY_ONLY' | 'ALLOW_ANY' | 'ALLOW_ANY_DYNAMIC_DNS';
  readonly egressProxy?: Destination;
}

export interface EnvoyFilter {
  readonly workloadSelector?: LabelSelector;
  readonly targetRefs?: readonly TargetReference[];
  readonly configPatches?: readonly ConfigPatch[];
  readonly priority?: number;
}

export interface ConfigPatch {
  readonly applyTo?: string;
  readonly match?: {
    readonly context?: 'ANY' | 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND' | 'GATEWAY' | 'WAYPOINT';
    readonly listener?: ListenerMatch;
    readonly routeConfiguration?: RouteConfigurationMatch;
    readonly cluster?: Readonly<Record<string, unknown>>;
  };
  readonly patch?: { readonly operation?: string; readonly value?: Readonly<Record<string, unknown>> };
}

export interface ListenerMatch {
  readonly portNumber?: number;
  readonly name?: string;
  readonly filterChain?: {
    readonly name?: string;
    readonly filter?: { readonly name?: string; readonly subFilter?: { readonly name?: string } };
  };
}

export interface RouteConfigurationMatch {
  readonly portNumber?: number;
  readonly name?: string;
  readonly gateway?: string;
  readonly vhost?: {
    readonly name?: string;
    readonly domainName?: string;
    readonly route?: { readonly name?: string; readonly action?: string };
  };
}
