/** Random rules, and files of rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Match } from '../../../src/iptables/model/match.ts';
import type { Rule } from '../../../src/iptables/model/rule.ts';
import type { Target } from '../../../src/iptables/model/target.ts';
import { kernelAddress } from '../../../src/iptables/ruleset/address.ts';
import { ROOT } from '../../support/paths.ts';

/** A file below fixtures/iptables. */
export function fixture(path: string): string {
  return readFileSync(join(ROOT, 'fixtures', 'iptables', path), 'utf8');
}

const ALL_BITS = 0xffff_ffff;
const port = fc.integer({ min: 1, max: 65_535 });
const range = fc.tuple(port, port).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const ports = fc.oneof(
  port.map((number) => ({ first: number, last: number })),
  range,
);
const negated = fc.boolean();
const bits = fc.integer({ min: 0, max: ALL_BITS });
const mask = fc.oneof(
  fc.constant(ALL_BITS),
  bits.filter((value) => value > 0),
);
const iface = fc.constantFrom('lo', 'eth0', 'eth7', 'net+');
/** `eth*` for nft. */
const owner = fc.tuple(bits, bits).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

const cidr = fc
  .tuple(fc.bigInt({ min: 0n, max: 0xffff_ffffn }), fc.integer({ min: 1, max: 32 }))
  .map(([value, length]) => `${kernelAddress({ family: 'ipv4', value })}/${length}`);

const address: fc.Arbitrary<Match> = fc.record({ kind: fc.constantFrom('source', 'destination'), cidr, negated });

const conditions: readonly fc.Arbitrary<Match>[] = [
  address,
  fc.record({ kind: fc.constantFrom('in-interface', 'out-interface'), name: iface, negated }),
  fc.record({
    kind: fc.constantFrom('source-port', 'destination-port'),
    ports: ports.map((one) => [one]),
    multiport: fc.constant(false),
    negated,
  }),
  fc.record({
    kind: fc.constantFrom('source-port', 'destination-port'),
    ports: fc.array(ports, { minLength: 2, maxLength: 4 }),
    multiport: fc.constant(true),
    negated,
  }),
  fc.tuple(fc.constantFrom('owner-uid' as const, 'owner-gid' as const), owner, negated).map(([kind, ids, not]) => ({
    kind,
    ...ids,
    negated: not,
  })),
  fc.record({ kind: fc.constantFrom('mark', 'connmark'), value: bits, mask, negated }),
  fc.record({
    kind: fc.constant('state'),
    states: fc.subarray(['NEW', 'RELATED', 'ESTABLISHED', 'INVALID', 'UNTRACKED'] as const, { minLength: 1 }),
    negated,
  }),
];

const targets: readonly fc.Arbitrary<Target>[] = [
  fc.constantFrom<Target>({ kind: 'accept' }, { kind: 'drop' }, { kind: 'return' }, { kind: 'jump', chain: 'OTHER' }),
  ports.map((one): Target => ({ kind: 'redirect', ports: one })),
  fc.record({ kind: fc.constant('tproxy'), port, mark: bits, mask }),
  fc.record({ kind: fc.constantFrom('set-mark', 'set-connmark'), value: bits, mask }),
  fc.record({ kind: fc.constantFrom('save-mark', 'restore-mark'), nfmask: mask, ctmask: mask }),
  fc.integer({ min: 0, max: 65_535 }).map((zone): Target => ({ kind: 'zone', zone })),
];

/** One condition of each kind at most: iptables takes no second one. */
const matches = fc.uniqueArray(fc.oneof(...conditions), { maxLength: 5, selector: ({ kind }) => kind });

/** A TCP rule of IPv4 as a profile could make it. */
export const rules: fc.Arbitrary<Rule> = fc
  .record({
    matches,
    target: fc.oneof(...targets),
    comment: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
  })
  .map(({ matches: list, target, comment }) => ({
    matches: [{ kind: 'protocol', protocol: 'tcp', negated: false }, ...list],
    target,
    ...(comment === undefined ? {} : { comment }),
  }));
