import { Option } from 'commander';
import type { IdentityFlags } from '../../cli/identity-options.ts';
import type { MeshFlags } from '../../cli/mesh-options.ts';
import { numberOption } from '../../cli/proxy-options.ts';
import type { ColorChoice } from '../../output/color.ts';
import type { CaptureMode } from '../../xds/compile/options.ts';

/** The flags of `meshctl proxy run` as commander gives them. */
export interface RunFlags extends MeshFlags, IdentityFlags {
  readonly admin: string;
  readonly metrics: string;
  readonly health?: string;
  readonly accessLog?: string;
  readonly concurrency: number;
  readonly watch: boolean;
  readonly drainTime: string;
  readonly propagateDeadline?: boolean;
  readonly trustInternal?: boolean;
  readonly lb?: 'peak-ewma';
  readonly ewmaPenalty?: boolean;
  readonly retryBuffer: number;
  readonly minBodyRate: number;
  readonly http10?: boolean;
  readonly lenientLf?: boolean;
  readonly limiterMetrics?: string;
  readonly allowJwksFetch?: boolean;
  readonly readyFile?: string;
  readonly readyFd?: number;
  readonly engine: 'builtin' | 'envoy';
  readonly envoy?: string;
  readonly capture: CaptureMode;
  readonly applyRules?: boolean;
  readonly thisNamespace?: boolean;
  readonly color: ColorChoice;
}

/** The flags of `meshctl proxy check` as commander gives them. */
export interface CheckFlags extends MeshFlags, IdentityFlags {
  readonly output: 'table' | 'json' | 'yaml';
  readonly color: ColorChoice;
}

/** Where the proxy's own ports are. */
function portOptions(): readonly Option[] {
  return [
    new Option('--admin <ADDRESS:PORT>', 'the admin port, or off').default('127.0.0.1:15000'),
    new Option('--metrics <ADDRESS:PORT>', 'a port for scrapers alone, with /stats/prometheus, or off').default(
      '127.0.0.1:15090',
    ),
    new Option('--health <ADDRESS:PORT>', 'a port for checks of readiness alone, with /healthz/ready'),
  ];
}

/** How requests are treated beyond what the resources say. */
function trafficOptions(): readonly Option[] {
  return [
    new Option('--lb <NAME>', 'the load balancer of all services').choices(['peak-ewma']),
    new Option('--ewma-penalty', 'let 5xx responses count as slow ones for peak-ewma'),
    new Option('--propagate-deadline', 'tell upstreams how much of the time-out is left'),
    new Option('--trust-internal', "believe the x-envoy- headers of a gateway's callers"),
    numberOption('--retry-buffer <BYTES>', 'how much of a body is kept for another try').default(65_536),
    numberOption('--min-body-rate <BYTES>', 'what a second of a body has to bring after 30 seconds, 0 for any').default(
      100,
    ),
    new Option('--http10', 'accept requests of HTTP/1.0'),
    new Option('--lenient-lf', 'accept line feeds without carriage return in heads'),
    new Option('--allow-jwks-fetch', 'fetch the keys of tokens from where policies say (jwksUri)'),
    new Option('--limiter-metrics <FILE>', 'numbers for the quotas of SmartLimiters, in JSON by set and name'),
  ];
}

/** What only `run` has. */
export function runOptions(): readonly Option[] {
  return [
    new Option('--engine <NAME>', "what serves: meshctl's own proxy, or the real Envoy")
      .choices(['builtin', 'envoy'])
      .default('builtin'),
    new Option('--envoy <FILE>', 'the Envoy to run (default: $MESHCTL_ENVOY, or envoy of the PATH)'),
    new Option(
      '--capture <HOW>',
      'how connections reach a sidecar: none (as a proxy), or by rules of meshctl iptables: redirect, or tproxy for what comes in',
    )
      .choices(['none', 'redirect', 'tproxy'])
      .default('none'),
    new Option(
      '--apply-rules',
      'with --capture: put the rules into the network namespace of this run, for as long as it lasts',
    ),
    new Option('--this-namespace', 'the network namespace meshctl itself is in'),
    ...portOptions(),
    new Option('--access-log <FILE>', 'a line for each request: a file, - for standard output, or off (default: -)'),
    numberOption('--concurrency <N>', 'processes that share the work, 0 for one a core').default(1),
    new Option('--watch', 'follow changes of the files').default(true),
    new Option('--no-watch', 'stay with the files as they are'),
    new Option('--drain-time <DURATION>', 'how long requests may take to end when the proxy ends').default('5s'),
    ...trafficOptions(),
    new Option('--ready-file <FILE>', 'a file to write the addresses to when everything listens'),
    numberOption('--ready-fd <N>', 'an open file descriptor to write them to; it is closed then'),
  ];
}
