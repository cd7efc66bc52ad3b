/** Response flags in words. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
import { FLAG_NAMES, FLAGS } from '../../flags.ts';

const WORDS: Readonly<Record<keyof typeof FLAGS, string>> = {
  LH: 'FailedLocalHealthCheck',
  UH: 'NoHealthyUpstream',
  UT: 'UpstreamRequestTimeout',
  LR: 'LocalReset',
  UR: 'UpstreamRemoteReset',
  UF: 'UpstreamConnectionFailure',
  UC: 'UpstreamConnectionTermination',
  UO: 'UpstreamOverflow',
  NR: 'NoRouteFound',
  DI: 'DelayInjected',
  FI: 'FaultInjected',
  RL: 'RateLimited',
  UAEX: 'UnauthorizedExternalService',
  RLSE: 'RateLimitServiceError',
  DC: 'DownstreamConnectionTermination',
  URX: 'UpstreamRetryLimitExceeded',
  SI: 'StreamIdleTimeout',
  IH: 'InvalidEnvoyRequestHeaders',
  DPE: 'DownstreamProtocolError',
  UMSDR: 'UpstreamMaxStreamDurationReached',
  NFCF: 'NoFilterConfigFound',
  DT: 'DurationTimeout',
  UPE: 'UpstreamProtocolError',
  NC: 'NoClusterFound',
  OM: 'OverloadManagerTerminated',
  DF: 'DnsResolutionFailed',
};

/** The flags as words in the order of their names, with commas between; empty without any. */
export function flagsLongText(flags: number): string {
  return FLAG_NAMES.filter((name) => (flags & FLAGS[name]) !== 0)
    .map((name) => WORDS[name])
    .join(',');
}
