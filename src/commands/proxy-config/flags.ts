import type { ClusterFlags } from '../../kube/locate.ts';
import type { ColorChoice } from '../../output/color.ts';

/** Flags every command that reads a proxy has. */
export interface SourceFlags extends ClusterFlags {
  readonly output?: string;
  readonly compat?: 'istioctl';
  readonly file?: string;
  /** The short `-f`, which means a dump only where the reference is imitated. */
  readonly dumpFile?: string;
  readonly admin?: string;
  readonly proxyAdminPort?: number;
  readonly color?: ColorChoice;
}

/** Flags of the subcommands of proxy-config that print a part of a dump. */
export interface ViewFlags extends SourceFlags {
  readonly fqdn?: string;
  readonly direction?: string;
  readonly subset?: string;
  readonly port?: number;
  readonly address?: string;
  readonly type?: string;
  readonly name?: string;
  readonly cluster?: string;
  readonly status?: string;
  readonly verbose?: boolean;
  readonly waypoint?: boolean;
  readonly withHeaders?: boolean;
  /** End with the status for findings when there are any. */
  readonly exitCode?: boolean;
  /** Levels to set, `debug` or `http:debug,redis:trace`. */
  readonly level?: readonly string[];
  readonly reset?: boolean;
  /** Labels of the pods that are meant. */
  readonly selector?: string;
  readonly istioNamespace?: string;
  readonly allNamespaces?: boolean;
  /** How many of the biggest objects. */
  readonly top?: number;
  /** Look again and again. */
  readonly watch?: boolean;
  /** How often, as a duration. */
  readonly interval?: string;
  /** How many times. */
  readonly count?: number;
  /** Days before expiry that count as soon. */
  readonly warnDays?: number;
}
