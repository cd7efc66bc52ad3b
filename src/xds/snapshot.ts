/** What one workload's proxy is told, as one value. */
import type { Diagnostic, Origin, Path } from '../model/diagnostic.ts';
import type { Range } from '../model/range.ts';
import type { SmartLimiter } from './limiter.ts';
import type { Cluster } from './resources/cluster.ts';
import type { Secret } from './resources/filter.ts';
import type { Listener } from './resources/listener.ts';
import type { RouteConfiguration } from './resources/route.ts';

/** The listeners that have an address of their own; the others get connections from one that was redirected to. */
export function boundListeners(listeners: readonly Listener[]): readonly Listener[] {
  return listeners.filter(({ bind_to_port: binds }) => binds !== false);
}

/** The YAML a piece of configuration was made from. */
export interface Source {
  readonly origin: Origin;
  readonly path: Path;
  /** Absent for what was not read from text. */
  readonly range?: Range | undefined;
}

/** Extensions of meshctl that have no field in Envoy's API; by cluster name. */
export interface ClusterExtension {
  /** `meshctl.io/lb: peak-ewma`. */
  readonly peakEwma?: boolean;
  /** `meshctl.io/retry-budget`: share of first tries, tokens a second, window in ms. */
  readonly retryBudget?: { readonly percent: number; readonly perSecond: number; readonly windowMs: number };
  /** `meshctl.io/fault-extra`: faults of connections, in bytes, bytes a second and ms; absent ones are none. */
  readonly faults?: {
    readonly upBytesPerSecond?: number;
    readonly downBytesPerSecond?: number;
    readonly sliceBytes?: number;
    readonly jitterMs?: number;
    readonly slowCloseMs?: number;
    readonly silentMs?: number;
    readonly resetAfterBytes?: number;
  };
  /** `meshctl.io/outlier-probe`; without a path the probe is a TCP connect. Statuses inclusive. */
  readonly outlierProbe?: {
    readonly method?: string;
    readonly path?: string;
    readonly statuses?: readonly [number, number];
    readonly timeoutMs: number;
  };
}

/**
 * Everything the control plane would send to one proxy. Immutable: a reload makes a new one, and whoever holds the old one may
 * finish with it. `proxy` runs it, the admin API prints it, `translate` writes it as a bootstrap, `explain` walks it.
 */
export interface Snapshot {
  readonly listeners: readonly Listener[];
  /** The route configurations that listeners name by `rds`; others stand in their listener. */
  readonly routes: readonly RouteConfiguration[];
  readonly clusters: readonly Cluster[];
  readonly secrets: readonly Secret[];
  readonly extensions: ReadonlyMap<string, ClusterExtension>;
  /** SmartLimiters, which Envoy has no resource for; absent without any. */
  readonly limiters?: readonly SmartLimiter[];
  /** Where a resource, virtual host or route comes from; looked up by the object itself. */
  readonly sources: ReadonlyMap<object, Source>;
  /** What could not be carried over, and why. */
  readonly diagnostics: readonly Diagnostic[];
}
