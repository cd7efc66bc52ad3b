import type { RouteConfiguration } from '../../../xds/resources/route.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { AuthorizerScope } from '../ext-authz/authorizer.ts';
import type { HttpFilter } from '../filters/filter.ts';
import type { PolicyCountsTable } from '../filters/policy-counts.ts';
import type { RemoteKeySets } from '../jwt/remote-keys.ts';
import type { RuntimeOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { BucketSource } from '../rate-limit/bucket.ts';
import type { Keys } from '../tls.ts';

/** What listeners are made of besides their own configuration. */
export interface ListenerScope {
  readonly options: RuntimeOptions;
  readonly keys: Keys;
  readonly remoteKeys: RemoteKeySets;
  readonly policies: PolicyCountsTable;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly routes: ReadonlyMap<string, RouteConfiguration>;
  readonly buckets: BucketSource;
  readonly problems: Problems;
  /** Limits that stand right in front of the router. */
  readonly limiter: HttpFilter | undefined;
  /** Of the listener at hand: whether it is for what comes to the workload. */
  readonly inbound: boolean;
  readonly address: string;
  readonly port: number;
  /** The URI in the certificate of the chain at hand; empty without one. */
  readonly ownUri: string;
}

/** Whom services that authorize are asked for, and how. */
export function authorizerScope({ clusters, options, ownUri }: ListenerScope): AuthorizerScope {
  return { clusters, random: options.random, ownUri, believes: options.believesAuthorizers === true };
}
