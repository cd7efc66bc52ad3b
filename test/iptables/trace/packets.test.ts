import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../src/iptables/model/packet.ts';
import type { RuleSet } from '../../../src/iptables/model/rule.ts';
import { readNft } from '../../../src/iptables/read/nft.ts';
import { readSave } from '../../../src/iptables/read/save.ts';
import { type Machine, machineOf } from '../../../src/iptables/trace/machine.ts';
import { trace } from '../../../src/iptables/trace/trace.ts';
import { DATA, dataText } from '../support/cases.ts';

interface RecordedRules {
  readonly iptablesSave?: string;
  readonly ip6tablesSave?: string;
  readonly nftList?: string;
  readonly routing?: readonly string[];
}

interface RecordedHop {
  readonly hook: string;
  readonly iface: string;
  readonly src: string;
  readonly dst: string;
  readonly dport?: number;
  readonly steps: readonly (readonly [string, string, number | 'policy', string])[];
}

interface Recorded {
  readonly id: string;
  readonly ruleset: string;
  readonly packet: Packet;
  readonly expect: { readonly verdict: string; readonly port: number | null; readonly hops: readonly RecordedHop[] };
}

interface Recording {
  readonly rulesets: Readonly<Record<string, RecordedRules>>;
  readonly packets: readonly Recorded[];
}

const RECORDING: Recording = DATA === undefined ? { rulesets: {}, packets: [] } : JSON.parse(dataText('packets.json'));

function localMarks(routing: readonly string[] = []) {
  return routing.flatMap((line) => {
    const [, value, mask = '0xffffffff'] = /fwmark (0x[\da-f]+)(?:\/(0x[\da-f]+))?/.exec(line) ?? [];
    return value === undefined ? [] : [{ value: Number(value), mask: Number(mask) }];
  });
}

function machine({ iptablesSave, ip6tablesSave, nftList, routing }: RecordedRules): Machine {
  const sets: RuleSet[] = [];
  if (iptablesSave) sets.push(...readSave(iptablesSave, { family: 'ipv4' }));
  if (ip6tablesSave) sets.push(...readSave(ip6tablesSave, { family: 'ipv6' }));
  if (nftList) sets.push(readNft(nftList));
  return machineOf(sets, { localMarks: localMarks(routing) });
}

/** What must be equal; whether an empty base chain shows its policy is chance. */
function essence(hops: readonly RecordedHop[]) {
  return hops.map(({ steps, hook, iface, src, dst, dport }) => ({
    place: { hook, iface, src, dst, dport },
    steps: steps.filter(([, , number]) => number !== 'policy').map((step) => step.join(' ')),
  }));
}

describe.skipIf(DATA === undefined)(
  'packets the kernel traced (comparison data: absent without shared/conformance)',
  () => {
    test.each(Object.keys(RECORDING.rulesets))('%s', (name) => {
      const rules = RECORDING.rulesets[name];
      if (!rules) throw new Error('not recorded');
      const ready = machine(rules);
      for (const { id, packet, expect: wanted } of RECORDING.packets.filter(({ ruleset }) => ruleset === name)) {
        const { verdict, port, hops, branches } = trace(ready, packet);
        const got = hops.map(({ steps, dport, ...hop }) => ({
          ...hop,
          ...(dport === undefined ? {} : { dport }),
          steps: steps.map(({ table, chain, number, action }) => [table, chain, number, action] as const),
        }));
        expect({ id, verdict, port, hops: essence(got) }).toEqual({
          id,
          verdict: wanted.verdict,
          port: wanted.port,
          hops: essence(wanted.hops),
        });
        expect(branches).toEqual([]);
      }
    });
  },
);
