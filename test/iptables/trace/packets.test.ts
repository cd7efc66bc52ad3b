import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../src/iptables/model/packet.ts';
import type { RuleSet } from '../../../src/iptables/model/rule.ts';
import { PROFILE_NAMES } from '../../../src/iptables/profiles/profile.ts';
import { loadProfile } from '../../../src/iptables/profiles/registry.ts';
import { readNft } from '../../../src/iptables/read/nft.ts';
import { readSave } from '../../../src/iptables/read/save.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { type Machine, machineOf } from '../../../src/iptables/trace/machine.ts';
import { marksOfProgram } from '../../../src/iptables/trace/place.ts';
import { trace } from '../../../src/iptables/trace/trace.ts';
import { DATA, dataText, planFor } from '../support/cases.ts';

interface RecordedRules {
  readonly profile: string;
  readonly args: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly resolvConf?: readonly string[];
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

/** The arguments of a recorded rule set, the shell's quotes taken off. */
function recordedArgs(text: string): readonly string[] {
  return text
    .split(' ')
    .map((word) => word.replace(/^'(.*)'$/, '$1'))
    .filter((word) => word !== '');
}

/** Those of the node agent were made without arguments, and the guardrails of a reconciling run are no part of a program. */
const FROM_ARGS = Object.entries(RECORDING.rulesets).filter(
  ([name, { profile }]) => profile !== 'istio-ambient' && name !== 'guardrails',
);

/** What a profile makes of the recorded arguments. */
async function generated({ profile, args, env = {}, resolvConf = [], ip6tablesSave }: RecordedRules): Promise<Machine> {
  const nft = profile === 'istio-nft';
  const name = PROFILE_NAMES.find((known) => known === profile) ?? 'istio';
  const podAddresses = ip6tablesSave ? ['10.1.1.5/24', '2001:db8:1::5/64'] : ['10.1.1.5/24'];
  const item = { args: recordedArgs(args), env, resolvConf, podAddresses };
  const families = ip6tablesSave ? (['ipv4', 'ipv6'] as const) : (['ipv4'] as const);
  const { program, texts } = planFor(await loadProfile(name), item, { backend: nft ? 'nft' : 'iptables', families });
  const script = nft ? texts?.nft?.(program.families) : undefined;
  const sets = script === undefined ? program.families.map((family) => ruleSetOf(program, family)) : [readNft(script)];
  return machineOf(sets, { localMarks: marksOfProgram(program) });
}

/** Compares every packet of a rule set with what the kernel recorded. */
function compare(name: string, ready: Machine): void {
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
}

describe.skipIf(DATA === undefined)(
  'packets the kernel traced (comparison data: absent without shared/conformance)',
  () => {
    test.each(Object.entries(RECORDING.rulesets))("%s, through the kernel's dump", (name, rules) => {
      compare(name, machine(rules));
    });

    test.each(FROM_ARGS)('%s, through the rules made of its arguments', async (name, rules) => {
      compare(name, await generated(rules));
    });
  },
);
