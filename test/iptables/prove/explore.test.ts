import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../src/iptables/model/packet.ts';
import type { Rule, RuleSet } from '../../../src/iptables/model/rule.ts';
import { DIMENSIONS, type Dimension } from '../../../src/iptables/prove/atoms.ts';
import { classesOf, type PacketClass, type Search } from '../../../src/iptables/prove/explore.ts';
import { groundOf } from '../../../src/iptables/prove/ground.ts';
import { type MarkSet, sampleMark } from '../../../src/iptables/prove/marks.ts';
import { fieldOf, searchOf } from '../../../src/iptables/prove/scenarios.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { kernelAddress } from '../../../src/iptables/ruleset/address.ts';
import { builtinHook } from '../../../src/iptables/ruleset/builtin.ts';
import { type Machine, machineOf } from '../../../src/iptables/trace/machine.ts';
import { walkOnce } from '../../../src/iptables/trace/path.ts';
import { bits } from '../../../src/iptables/trace/view.ts';
import { rules } from '../support/rules.ts';

const FACTS = { uids: [1337], gids: [1337], inboundMode: 'none' } as const;

/** A mark of a set made of random bits; the simplest one where these happen to be left out. */
function markOf(set: MarkSet, random: number): number {
  const mark = bits((random & ~set.mask) | set.value);
  const left = set.not.every(({ mask, value }) => bits(mark & mask) !== value);
  return left ? mark : (sampleMark(set) ?? 0);
}

/** Some packet of a box: in every dimension an atom of it and a value of the atom. */
function memberOf({ atoms, scenario }: Search, { box, packet }: PacketClass, pick: (max: number) => number): Packet {
  const value = (dimension: Dimension): bigint => {
    const inside = atoms[dimension].filter((_, index) => (box[dimension] >> BigInt(index)) & 1n);
    const atom = inside[pick(inside.length)];
    if (!atom) throw new Error(`no ${dimension} in the box`);
    const size = atom.last - atom.first + 1n;
    return atom.first + (BigInt(pick(1_000_000)) % size);
  };
  const address = (dimension: Dimension) => kernelAddress({ family: scenario.family, value: value(dimension) });
  return {
    ...packet,
    src: address('source'),
    dst: address('destination'),
    sport: Number(value('source-port')),
    dport: Number(value('destination-port')),
    ...(scenario.socket ? { uid: Number(value('uid')), gid: Number(value('gid')) } : {}),
    mark: markOf(box.mark, pick(2 ** 31)),
    connmark: markOf(box.connmark, pick(2 ** 31)),
  };
}

const walkText = (machine: Machine, packet: Packet): string => {
  const { verdict, port, hops } = walkOnce(machine, packet, { decide: () => false });
  return JSON.stringify([
    verdict,
    port,
    hops.map(({ steps }) => steps.map((step) => [step.chain, step.number, step.action])),
  ]);
};

/** Rules of one table: some at OUTPUT, some in a chain they may jump to, some at PREROUTING. */
function ruleSet(table: string, lists: readonly (readonly Rule[])[]): RuleSet {
  const base = (name: string, list: readonly Rule[] = []) => {
    const hook = builtinHook(table, name);
    return [name, { name, rules: list, ...(hook ? { hook } : {}) }] as const;
  };
  const [out, other = [], back] = lists;
  const inner = other.filter(({ target }) => target.kind !== 'jump');
  const chains = new Map([base('OUTPUT', out), base('PREROUTING', back), base('OTHER', inner)]);
  return { dialect: 'iptables', families: ['ipv4'], tables: [{ name: table, families: ['ipv4'], chains }] };
}

describe('classes of packets', () => {
  test('every member of a class takes the way of its example', () => {
    const lists = fc.array(fc.array(rules, { maxLength: 4 }), { minLength: 3, maxLength: 3 });
    const scene = fc.record({
      way: fc.constantFrom('out' as const, 'local' as const, 'in' as const),
      state: fc.constantFrom('NEW' as const, 'ESTABLISHED' as const),
      stray: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('nat', 'mangle'),
        lists,
        scene,
        fc.infiniteStream(fc.nat()),
        (table, parts, chosen, random) => {
          const machine = machineOf([ruleSet(table, parts)]);
          const field = fieldOf([machine], { facts: FACTS, ground: groundOf('ipv4') });
          const search = searchOf(field, { sender: 'anybody', protocol: 'tcp', ...chosen });
          const pick = (max: number): number => (random.next().value ?? 0) % max;
          for (const found of classesOf(search, 300)) {
            const wanted = walkText(machine, found.packet);
            for (let round = 0; round < 3; round += 1)
              expect(walkText(machine, memberOf(search, found, pick))).toBe(wanted);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('classes are disjoint and leave nothing out', () => {
    const [set] = readRules(
      '*nat\n-A OUTPUT -d 10.0.0.0/8 -p tcp --dport 80 -j RETURN\n-A OUTPUT -m owner ! --uid-owner 1337 -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n',
    );
    if (!set) throw new Error('no rules');
    const field = fieldOf([machineOf([set])], { facts: FACTS, ground: groundOf('ipv4') });
    const search = searchOf(field, { sender: 'anybody', protocol: 'tcp', way: 'out' });
    const found = [...classesOf(search, 1000)];
    const bits = (value: bigint): bigint => BigInt([...value.toString(2)].filter((bit) => bit === '1').length);
    const volume = (box: PacketClass['box']): bigint =>
      DIMENSIONS.reduce((product, dimension) => product * bits(box[dimension]), 1n);
    expect(found.reduce((sum, { box }) => sum + volume(box), 0n)).toBe(volume(search.box));
    const overlaps = found.flatMap((one, index) =>
      found
        .slice(index + 1)
        .filter((other) => DIMENSIONS.every((dimension) => (one.box[dimension] & other.box[dimension]) !== 0n)),
    );
    expect(overlaps).toEqual([]);
  });

  test('conditions nobody can decide are answered both ways', () => {
    const sets = readRules(
      '*nat\n-A OUTPUT -m set --match-set a dst -j RETURN\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n',
    );
    const field = fieldOf([machineOf(sets)], { facts: FACTS, ground: groundOf('ipv4') });
    const found = [...classesOf(searchOf(field, { sender: 'app', protocol: 'tcp', way: 'out' }), 10)];
    expect(found.map(({ passages, assuming }) => [passages[0]?.verdict, assuming.length])).toEqual([
      ['REDIRECT', 0],
      ['ACCEPT', 1],
    ]);
  });

  test('stops at its limit', () => {
    const sets = readRules(
      `*nat\n${Array.from({ length: 20 }, (_, index) => `-A OUTPUT -p tcp --dport ${index + 1} -j RETURN\n`).join('')}COMMIT\n`,
    );
    const field = fieldOf([machineOf(sets)], { facts: FACTS, ground: groundOf('ipv4') });
    expect([...classesOf(searchOf(field, { sender: 'app', protocol: 'tcp', way: 'out' }), 5)]).toHaveLength(5);
  });
});
