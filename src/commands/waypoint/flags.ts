import type { ReaderFlags } from '../kube/reader.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';

/** Flags of the subcommands of waypoint. */
export interface WaypointFlags extends SourceFlags, ReaderFlags {
  readonly name: string;
  readonly for?: string;
  readonly revision?: string;
  readonly enrollNamespace?: boolean;
  readonly overwrite?: boolean;
  readonly wait?: boolean;
  readonly waypointTimeout: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
}
