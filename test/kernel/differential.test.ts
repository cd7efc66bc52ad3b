import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Packet } from '../../src/iptables/model/packet.ts';
import type { RuleSet } from '../../src/iptables/model/rule.ts';
import { hostCommand, hostItem } from '../../src/iptables/plan/host-item.ts';
import { restoreText } from '../../src/iptables/print/restore.ts';
import { istioProfile } from '../../src/iptables/profiles/istio/profile.ts';
import { readNft } from '../../src/iptables/read/nft.ts';
import { ruleSetOf } from '../../src/iptables/ruleset/execute.ts';
import { type Machine, machineOf } from '../../src/iptables/trace/machine.ts';
import { type Passage, walkOnce } from '../../src/iptables/trace/path.ts';
import { planFor } from '../iptables/support/cases.ts';
import { type Configuration, configuration, packets } from '../iptables/support/flags.ts';
import { namespacesReason } from '../support/netns.ts';
import type { Events } from './support/events.ts';
import { FIRST_PORT, type Lab, makeLab, type RealPacket } from './support/lab.ts';

const REASON = namespacesReason(['perl']);

/** Pairs of flags and packet; `npm run test:kernel` asks for 10,000. */
const PAIRS = Number(process.env['MESHCTL_KERNEL_PAIRS'] ?? 320);

const PACKETS_EACH = 16;

/** A pair takes some 30 ms on a busy machine. */
const TIMEOUT_MS = 30_000 + PAIRS * 200;

const ADDRESSES = [
  { iface: 'lo', address: '127.0.0.1/8' },
  { iface: 'lo', address: '::1/128' },
  { iface: 'eth0', address: '10.1.1.5/24' },
  { iface: 'eth0', address: '2001:db8:1::5/64' },
  { iface: 'eth7', address: '10.7.7.5/24' },
  { iface: 'eth7', address: '2001:db8:7::5/64' },
];

const NAMESERVERS = ['10.96.0.10', '2001:db8:f::10'];

/** Where a packet leaves or arrives; a socket's mark is asked by the policy rules from the start. */
function interfaceOf({ dir, src, dst, mark = 0 }: RealPacket, { place }: Machine): string {
  if (dir === 'in') return src.startsWith('10.7.7.') ? 'eth7' : 'eth0';
  const family = dst.includes(':') ? 'ipv6' : 'ipv4';
  if (place.localMarks?.some((local) => local.family === family && (mark & local.mask) >>> 0 === local.value))
    return 'lo';
  if (dst.startsWith('127.') || dst === '::1' || dst === src || dst === '10.1.1.5') return 'lo';
  return dst.startsWith('10.7.7.') ? 'eth7' : 'eth0';
}

function walkedPacket(packet: RealPacket, machine: Machine): Packet {
  const { mark = 0, ...rest } = packet;
  return {
    ...rest,
    ...(mark === 0 ? {} : { mark }),
    iface: interfaceOf(packet, machine),
    ctstate: 'NEW',
    tcpFlags: 'SYN',
  };
}

/** Applies a configuration to the pod; gives the rule sets as meshctl thinks of them. */
function apply(lab: Lab, { args, native, dual }: Configuration): Machine {
  const podAddresses = dual ? ['10.1.1.5/24', '2001:db8:1::5/64'] : ['10.1.1.5/24'];
  const item = { args, podAddresses, resolvConf: NAMESERVERS };
  const { program, texts } = planFor(istioProfile, item, native ? { backend: 'nft' } : {});
  const items = program.host.map(hostItem);
  lab.pod.sh([':', ...items.map((one) => hostCommand(one, 'add').join(' '))].join('\n'));
  const localMarks = items.flatMap((one) =>
    one.kind === 'policy-rule' ? [{ value: one.mark, mask: one.mask, family: one.family }] : [],
  );
  const place = { localMarks, addresses: ADDRESSES };
  const script = native ? texts?.nft?.(program.families) : undefined;
  if (script !== undefined) {
    lab.pod.sh('nft -f -', script);
    return machineOf([readNft(script)], place);
  }
  lab.pod.sh('iptables-nft-restore --noflush', restoreText(program, 'ipv4'));
  lab.pod.sh('ip6tables-nft-restore --noflush', restoreText(program, 'ipv6'));
  const sets: readonly RuleSet[] = program.families.map((family) => ruleSetOf(program, family));
  return machineOf(sets, place);
}

/** The rules of a walk, as the kernel's are written. */
const walkedRules = ({ hops }: Passage): readonly string[] =>
  hops.flatMap(({ hook, steps }) =>
    steps.flatMap(({ table, chain, number }) => (number === 'policy' ? [] : [`${hook} ${table} ${chain} ${number}`])),
  );

const crossedRules = ({ crossed }: Events): readonly string[] =>
  crossed.map(({ hook, table, chain, rule }) => `${hook} ${table} ${chain} ${rule}`);

interface Fate {
  readonly rules: readonly string[];
  readonly dropped: boolean;
  /** Where a diverted packet ends; a packet that goes where it was sent to has none. */
  readonly port: number | null;
}

/** What meshctl says; TPROXY is told by its rule, since the packet keeps its port. */
function expectedFate(passage: Passage): Fate {
  const { verdict, port } = passage;
  return {
    rules: walkedRules(passage),
    dropped: verdict === 'DROP',
    port: verdict === 'REDIRECT' ? port : null,
  };
}

function realFate(packet: RealPacket, passage: Passage, events: Events): Fate {
  const { delivered } = events;
  // A redirection to the port that was asked for anyway shows in the rules only.
  const same = delivered === packet.dport && passage.port === packet.dport;
  return {
    rules: crossedRules(events),
    dropped: events.dropped,
    port:
      delivered !== undefined && (delivered !== packet.dport || same) && passage.verdict !== 'TPROXY'
        ? delivered
        : null,
  };
}

describe.skipIf(REASON !== undefined)(`trace and the kernel (${REASON ?? 'in namespaces'})`, () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await makeLab();
  }, TIMEOUT_MS);

  afterAll(() => lab.stop());

  it(`agree about ${PAIRS} pairs of flags and packet`, { timeout: TIMEOUT_MS }, async () => {
    let port = FIRST_PORT;
    const runs = Math.ceil(PAIRS / PACKETS_EACH);
    await fc.assert(
      fc.asyncProperty(configuration, packets(PACKETS_EACH), async (flags, plain) => {
        lab.reset();
        const machine = apply(lab, flags);
        // Never a port twice in a row: conntrack would take the packet for one of the connection before.
        const sent = plain.map((packet, index) => ({ ...packet, sport: port + index }));
        port = port < 60_000 ? port + PACKETS_EACH : FIRST_PORT;
        const told = await lab.send(sent);
        for (const packet of sent) {
          const passage = walkOnce(machine, walkedPacket(packet, machine), { decide: () => false });
          const events = told.get(packet.sport);
          expect(events, JSON.stringify({ flags, packet })).toBeDefined();
          if (!events) continue;
          expect(realFate(packet, passage, events), JSON.stringify({ flags, packet })).toEqual(expectedFate(passage));
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});
