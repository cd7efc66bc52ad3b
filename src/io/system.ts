import { readFile } from 'node:fs/promises';
import { networkInterfaces, release } from 'node:os';

/** Bit of CAP_NET_ADMIN in a capability mask: linux/capability.h. */
const CAP_NET_ADMIN = 12n;

/** The kernel's release, such as `6.8.0-45-generic`. */
export function kernelRelease(): string {
  return release();
}

/** Whether any interface of this network namespace has an address of IPv6, if only the loopback one. */
export function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === 'IPv6'));
}

/** Whether this process may change network rules; `undefined` where the system does not say (not Linux). */
export async function hasNetAdmin(): Promise<boolean | undefined> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}
