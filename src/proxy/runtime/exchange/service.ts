import type { HttpSettings } from '../../contract.ts';
import type { Tracer } from '../../telemetry/tracing/request-trace.ts';
import type { HttpFilter } from '../filters/filter.ts';
import type { RuntimeOptions } from '../options.ts';
import type { HostTable } from '../route/host-table.ts';
import type { PathRules } from '../route/normalise.ts';
import type { RouteTable } from '../route/route-table.ts';
import type { EdgeRules } from './edge.ts';
import type { RoutePlan } from './route-plan.ts';

/** A virtual host with its routes. */
export interface VirtualHostPlan {
  readonly routes: RouteTable<RoutePlan>;
  readonly attemptCount: boolean;
  readonly requiresTls: boolean;
}

/** Everything one connection manager decides by. */
export interface ServicePlan {
  readonly settings: HttpSettings;
  readonly edge: EdgeRules;
  readonly paths: PathRules;
  readonly hosts: HostTable<VirtualHostPlan>;
  readonly filters: readonly HttpFilter[];
  /** `undefined` where requests are not traced. */
  readonly tracer: Tracer | undefined;
  /** In lower case. */
  readonly upgrades: ReadonlySet<string>;
  /** `address:port` of the listener, where requests must not be sent again. */
  readonly listenAddress: string;
  readonly listenPort: number;
  readonly options: RuntimeOptions;
}
