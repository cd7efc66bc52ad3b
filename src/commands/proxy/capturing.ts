/** What a run that captures connections is to the rules, and which rules it brings with it. */
import { becomeProxy, PROXY_ID, type ProxyIdentity } from '../../capture/identity.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { PermissionError, UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { RunFlags } from './flags.ts';
import { checkRuleFlags, RunRules } from './rules.ts';

/** Capturing, as the run has it. */
export interface Capturing {
  /** The group for programs whose connections are captured; absent where it is that of this process. */
  readonly gid: number | undefined;
  /** Throws UsageError for a workload whose connections nobody captures. */
  check(node: Pick<ProxyNode, 'kind'>): void;
  /** Everything listens: connections may come. @throws as `RunRules.put`, by its promise. */
  begin(): Promise<void>;
  /** No more connections are to come. Never rejects. */
  end(): Promise<void>;
}

function tellOther({ uid, gid }: ProxyIdentity & { readonly kind: 'other' }, flags: RunFlags, host: Host): void {
  const who = `user ${uid} and group ${gid}`;
  const hint = `run it as root, or as user or group ${PROXY_ID}: setpriv --reuid=${PROXY_ID} --regid=${PROXY_ID} --clear-groups`;
  if (flags.applyRules) {
    throw new PermissionError('NO_PERM_CAPTURE', `the rules would capture this proxy, too: it runs as ${who}`, {
      hint,
    });
  }
  host.stderr.write(
    `warning: this runs as ${who}, and rules leave ${PROXY_ID} alone unless they are told otherwise: ` +
      'with them it would capture its own connections\n',
  );
}

function refuseGateway({ kind }: Pick<ProxyNode, 'kind'>): void {
  if (kind === 'sidecar') return;
  throw new UsageError('USAGE_CAPTURE', '--capture is for sidecars, and this would run as a gateway', {
    hint: 'say which workload it is, as in --for sidecar:app=web',
  });
}

/**
 * Sees to it that rules leave the proxy's own connections alone. Throws UsageError for flags about rules that mean nothing or
 * more than was said, PermissionError for rules that this process may not put there, or that would capture itself.
 */
export async function startCapturing(flags: RunFlags, host: Host): Promise<Capturing> {
  await checkRuleFlags(flags);
  const identity = becomeProxy();
  if (identity.kind === 'other') tellOther(identity, flags, host);
  const rules = flags.applyRules ? new RunRules(flags, host) : undefined;
  return {
    check: refuseGateway,
    gid: identity.kind === 'joined' ? identity.gid : undefined,
    begin: () => rules?.put() ?? Promise.resolve(),
    end: () => rules?.remove() ?? Promise.resolve(),
  };
}
