/** A second namespace beside the pod, from which connections arrive. */

import type { Family } from '../../iptables/model/rule.ts';
import type { Ends } from '../../iptables/probe/classes.ts';
import type { Host } from '../../model/host.ts';
import { output, type Shell, shellIn } from '../shell.ts';
import type { Namespace } from '../target.ts';

/** A neighbour that is there until `remove`. */
export interface Neighbour {
  readonly namespace: Namespace;
  /** The interface of the pod that leads to it. */
  readonly iface: string;
  readonly ends: Readonly<Record<Family, Ends>>;
  readonly remove: () => Promise<void>;
}

/** Addresses nobody has: RFC 5737, RFC 3849. */
const ENDS: Readonly<Record<Family, Ends>> = {
  ipv4: { src: '192.0.2.2', dst: '192.0.2.1' },
  ipv6: { src: '2001:db8:115::2', dst: '2001:db8:115::1' },
};

const PREFIX: Readonly<Record<Family, string>> = { ipv4: '30', ipv6: '126' };

/**
 * Makes a namespace and a pair of interfaces between it and the pod. An interrupt removes them. Throws what running `ip` throws;
 * nothing is left then.
 */
export async function makeNeighbour(pod: Shell, name: string, host: Host): Promise<Neighbour> {
  const machine = shellIn({ label: 'this machine', enter: [] }, host);
  const namespace: Namespace = { label: `namespace "${name}"`, enter: ['nsenter', `--net=/run/netns/${name}`, '--'] };
  const remove = async (): Promise<void> => {
    release();
    // Its interfaces go with it, on both sides.
    await machine.run({ tool: 'ip', args: ['netns', 'delete', name], unstoppable: true });
  };
  const release = host.onInterrupt(remove);
  const iface = 'meshctl-probe';
  try {
    await output(machine, { tool: 'ip', args: ['netns', 'add', name] });
    await output(pod, {
      tool: 'ip',
      args: ['link', 'add', iface, 'type', 'veth', 'peer', 'name', iface, 'netns', name],
    });
    await bringUp(pod, iface, 'dst');
    await bringUp(shellIn(namespace, host), iface, 'src');
  } catch (error) {
    await remove();
    throw error;
  }
  return { namespace, iface, ends: ENDS, remove };
}

async function bringUp(shell: Shell, iface: string, end: keyof Ends): Promise<void> {
  const ip = (...args: readonly string[]) => shell.run({ tool: 'ip', args });
  for (const family of ['ipv4', 'ipv6'] as const) {
    const noWait = family === 'ipv6' ? ['nodad'] : [];
    // A machine without IPv6 refuses the second one, and needs none.
    await ip('address', 'add', `${ENDS[family][end]}/${PREFIX[family]}`, 'dev', iface, ...noWait);
  }
  await output(shell, { tool: 'ip', args: ['link', 'set', iface, 'up'] });
}
