/** Two namespaces that stand for a pod and the world, and what the kernel says of packets between them. */
import { join } from 'node:path';
import { makeNamespace, type TestNamespace } from '../../support/netns.ts';
import { type Child, startChild } from './child.ts';
import { type Events, readHandles, type Telling, takeEvent } from './events.ts';

/** A packet to be sent for real. */
export interface RealPacket {
  readonly dir: 'out' | 'in';
  readonly proto: 'tcp' | 'udp';
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mark?: number;
}

/** The ports transparent listeners of the pod are at. */
const LISTENERS = [80, 443, 8080, 9090, 15001, 15006, 15008, 15020, 15021, 15053];

/** Every packet of a test has a source port from here on, but for those whose rules ask for another. */
export const FIRST_PORT = 20_000;

/** The table that has packets traced, and shows what becomes of them after all others. */
const WATCH = `
table inet watch {
  chain out { type filter hook output priority -400; jump trace; }
  chain pre { type filter hook prerouting priority -400; jump trace; }
  chain trace {
    tcp sport ${FIRST_PORT}-65535 tcp flags & (syn | ack | rst) == syn meta nftrace set 1
    udp sport ${FIRST_PORT}-65535 meta nftrace set 1
  }
  chain delivered { type filter hook input priority 400; }
  chain left { type filter hook postrouting priority 400; }
}
`;

const SETUP = `
ip link add eth0 netns POD type veth peer name eth0 netns PEER
ip link add eth7 netns POD type veth peer name eth7 netns PEER
`;

const POD = `
ip addr add 10.1.1.5/24 dev eth0; ip -6 addr add 2001:db8:1::5/64 dev eth0 nodad
ip addr add 10.7.7.5/24 dev eth7; ip -6 addr add 2001:db8:7::5/64 dev eth7 nodad
ip link set eth0 up; ip link set eth7 up
ip route add default via 10.1.1.1; ip -6 route add default via 2001:db8:1::1
for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$f; done
`;

const PEER = `
ip addr add 10.1.1.1/24 dev eth0; ip -6 addr add 2001:db8:1::1/64 dev eth0 nodad
ip addr add 10.7.7.1/24 dev eth7; ip -6 addr add 2001:db8:7::1/64 dev eth7 nodad
ip link set eth0 up; ip link set eth7 up
ip route add default via 10.1.1.5; ip -6 route add default via 2001:db8:1::5
`;

/** A laboratory that is set up. */
export interface Lab {
  readonly pod: TestNamespace;
  /** Sends packets one after the other; gives what the kernel told of each, by source port. */
  readonly send: (packets: readonly RealPacket[]) => Promise<ReadonlyMap<number, Events>>;
  /** Takes away every rule, policy rule and route that was made since the set-up. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

/** Sets up a laboratory; `stop` ends its processes and removes its namespaces. */
export async function makeLab(): Promise<Lab> {
  const pod = makeNamespace();
  const peer = makeNamespace();
  pod.sh(SETUP.replaceAll('POD', pod.name).replaceAll('PEER', peer.name));
  pod.sh(POD);
  peer.sh(PEER);
  pod.sh('nft -f -', WATCH);
  const script = join(import.meta.dirname, 'sender.pl');
  const senders = { out: startChild(pod.name, ['perl', script]), in: startChild(peer.name, ['perl', script]) };
  for (const port of LISTENERS) await say(senders.out, `listen ${port}`);
  const monitor = startChild(pod.name, ['nft', '-a', 'monitor', 'trace']);
  const lab = { pod, senders, monitor };
  await settle(lab);
  return {
    pod,
    send: (packets) => sendAll(lab, packets),
    reset: () => void pod.sh(RESET),
    stop: async () => {
      await Promise.all([senders.out, senders.in, monitor].map((child) => child.stop()));
      pod.remove();
      peer.remove();
    },
  };
}

const RESET = `
nft list tables | sed -n 's/^table \\(ip6\\{0,1\\} [^ ]*\\|inet istio[^ ]*\\)$/delete table \\1/p' | nft -f -
while ip rule del fwmark 1337 2>/dev/null; do :; done
while ip -6 rule del fwmark 1337 2>/dev/null; do :; done
ip route flush table 133 2>/dev/null; ip -6 route flush table 133 2>/dev/null; ip -6 addr del ::6/128 dev lo 2>/dev/null
true
`;

interface Parts {
  readonly pod: TestNamespace;
  readonly senders: { readonly out: Child; readonly in: Child };
  readonly monitor: Child;
}

async function say(child: Child, line: string): Promise<void> {
  child.write(`${line}\n`);
  const answer = await child.until((text) => text);
  if (answer !== 'ok') throw new Error(`${line}: ${answer}`);
}

/** The monitor has told everything of the packets before this one when it tells of it. */
const LAST_PORT = 65_535;

/** Sends a last packet; its destination port tells which one it was. */
async function sayLast({ senders }: Parts): Promise<number> {
  const dport = 1000 + (lastCount++ % 10_000);
  await say(senders.out, `send udp 127.0.0.1 ${LAST_PORT} 127.0.0.1 ${dport} 0 0 0`);
  return dport;
}

let lastCount = 0;

/** A monitor hears nothing until it listens, which it does not say. */
async function settle(parts: Parts): Promise<void> {
  let heard = false;
  const hearing = parts.monitor.until((text) => (text.includes(`udp sport ${LAST_PORT} `) ? true : undefined));
  void hearing.then(() => {
    heard = true;
  });
  while (!heard) {
    await sayLast(parts);
    await Promise.race([hearing, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
}

const command = ({ proto, src, sport, dst, dport, uid = 0, gid = 0, mark = 0 }: RealPacket): string =>
  `send ${proto} ${src} ${sport} ${dst} ${dport} ${uid} ${gid} ${mark}`;

async function sendAll(parts: Parts, packets: readonly RealPacket[]): Promise<ReadonlyMap<number, Events>> {
  const telling: Telling = {
    handles: readHandles(parts.pod.sh('nft -a list ruleset')),
    ports: new Map(),
    found: new Map(),
  };
  for (const packet of packets) await say(parts.senders[packet.dir], command(packet));
  const dport = await sayLast(parts);
  await parts.monitor.until((text) => {
    const delivered = takeEvent(text, telling);
    return delivered?.sport === LAST_PORT && delivered.dport === dport ? true : undefined;
  });
  return telling.found;
}
