/** How a sidecar's rules are put in place: the flags that change nothing about the rules. */
import { PORT_MAX, PROBE_PORT } from '../constants.ts';
import { duration, integer, word } from './parsers.ts';
import { isOn, oneOf, textOf, type Values } from './values.ts';

/** How long the peer's probe waits. @see istio pilot-agent, --probe-timeout */
const PROBE_TIMEOUT_MS = 5_000;

/** Which iptables is to be used. */
export type ForcedBinary = 'legacy' | 'nft';

/** How rules are applied, apart from what they are. */
export interface OperationConfig {
  readonly dryRun: boolean;
  readonly probePort: number;
  readonly probeTimeoutMs: number;
  readonly skipRuleApply: boolean;
  readonly runValidation: boolean;
  /** Empty: the namespace the program runs in. */
  readonly networkNamespace: string;
  readonly cniMode: boolean;
  readonly reconcile: boolean;
  readonly cleanupOnly: boolean;
  readonly forceApply: boolean;
  readonly nativeNftables: boolean;
  /** Absent: whichever works. */
  readonly forceBinary?: ForcedBinary;
}

/** The checked flags of a sidecar's run. Throws UsageError or InputError for a value that cannot be used. */
export function operationConfig(values: Values): OperationConfig {
  const forceBinary = oneOf<ForcedBinary | ''>(values, 'force-iptables-binary', word(['legacy', 'nft']), '');
  return {
    dryRun: isOn(values, 'dry-run'),
    probePort: oneOf(values, 'iptables-probe-port', integer(0, PORT_MAX), PROBE_PORT),
    probeTimeoutMs: oneOf(values, 'probe-timeout', duration, PROBE_TIMEOUT_MS),
    skipRuleApply: isOn(values, 'skip-rule-apply'),
    runValidation: isOn(values, 'run-validation'),
    networkNamespace: textOf(values, 'network-namespace'),
    cniMode: isOn(values, 'cni-mode'),
    reconcile: isOn(values, 'reconcile'),
    cleanupOnly: isOn(values, 'cleanup-only'),
    forceApply: isOn(values, 'force-apply'),
    nativeNftables: isOn(values, 'native-nftables'),
    ...(forceBinary === '' ? {} : { forceBinary }),
  };
}
