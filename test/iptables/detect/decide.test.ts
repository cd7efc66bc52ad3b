import { describe, expect, it } from 'vitest';
import { type DetectInput, detect } from '../../../src/iptables/detect/decide.ts';
import type { Variant, VariantFacts } from '../../../src/iptables/detect/variant.ts';
import { atLeast, binaries, parseVersion } from '../../../src/iptables/detect/variant.ts';
import type { Family } from '../../../src/iptables/model/rule.ts';

const EMPTY_NAT = '*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';
const OURS = '*nat\n:OUTPUT ACCEPT [0:0]\n:ISTIO_OUTPUT - [0:0]\n-A OUTPUT -j ISTIO_OUTPUT\nCOMMIT\n';
const FOREIGN = '*nat\n:OUTPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n-A OUTPUT -j DOCKER\nCOMMIT\n';
const NATIVE = 'iptables-save v1.8.9 (nf_tables)';

interface Machine {
  readonly legacy?: string | undefined;
  readonly nft?: string | undefined;
  readonly plain?: string | undefined;
}

function fact(variant: Variant, family: Family, dump: string | undefined): VariantFacts {
  const version = variant === 'legacy' ? 'iptables-save v1.8.9 (legacy)' : NATIVE;
  return dump === undefined
    ? { variant, family, outcome: 'missing', version: '', dump: '' }
    : { variant, family, outcome: 'works', version, dump };
}

function input(machine: Machine, more: Partial<DetectInput> = {}): DetectInput {
  const facts = (['legacy', 'nft', 'plain'] as const).flatMap((variant) => [
    fact(variant, 'ipv4', machine[variant]),
    fact(variant, 'ipv6', machine[variant] === undefined ? undefined : ''),
  ]);
  const legacyTables = { ipv4: machine.legacy ? ['nat'] : [], ipv6: [] };
  return { facts, legacyTables, families: ['ipv4'], ownPrefixes: ['ISTIO_'], ...more };
}

const GRID: readonly (readonly [name: string, machine: Machine, variant: Variant])[] = [
  ['prefers nft on a clean machine', { legacy: '', nft: '', plain: '' }, 'nft'],
  ['does not take an empty legacy table for rules', { legacy: EMPTY_NAT, nft: OURS, plain: '' }, 'nft'],
  ['stays with an empty legacy table even before the first run', { legacy: EMPTY_NAT, nft: '' }, 'nft'],
  ['follows the rules of others into the legacy tables', { legacy: FOREIGN, nft: '' }, 'legacy'],
  ['stays where its own rules are', { legacy: FOREIGN, nft: OURS }, 'nft'],
  ['stays in the legacy tables with its own rules', { legacy: OURS, nft: FOREIGN }, 'legacy'],
  ['takes the tool without a suffix when it is the only one', { plain: '' }, 'plain'],
  ['takes legacy as the last resort', { legacy: '' }, 'legacy'],
];

describe('detect', () => {
  it.each(GRID)('%s', (_, machine, variant) => {
    expect(detect(input(machine))).toMatchObject({ variant, reason: expect.stringContaining('iptables') });
  });

  it('ignores what a dump says of legacy tables the kernel has not made', () => {
    const made = { ipv4: [], ipv6: [] };
    expect(detect(input({ legacy: FOREIGN, nft: '' }, { legacyTables: made }))).toMatchObject({ variant: 'nft' });
  });

  it('does as it is told', () => {
    expect(detect(input({ legacy: '', nft: OURS }, { force: 'legacy' }))).toMatchObject({
      variant: 'legacy',
      legacy: true,
      reason: 'iptables-legacy: it was asked for',
    });
  });

  it('says why the tool it is told to use cannot be used', () => {
    expect(detect(input({ nft: '' }, { force: 'legacy' }))).toEqual({ problem: 'iptables-legacy is not installed' });
  });

  it('decides for both families at once', () => {
    const facts = input({ nft: '', plain: '' }).facts.map((one) =>
      one.variant === 'nft' && one.family === 'ipv6'
        ? { ...one, outcome: 'broken' as const, problem: 'no kernel support' }
        : one,
    );
    const both = input({}, { facts, families: ['ipv4', 'ipv6'] });
    expect(detect(both)).toMatchObject({ variant: 'plain', legacy: false });
    expect(detect({ ...both, force: 'nft' })).toEqual({ problem: 'ip6tables-nft does not work: no kernel support' });
  });

  it('says what is wrong with every tool when none works', () => {
    expect(detect(input({}))).toEqual({
      problem: 'iptables-legacy is not installed; iptables-nft is not installed; iptables is not installed',
    });
  });

  it('knows that the plain tool of an old machine is the legacy one', () => {
    const facts = [{ variant: 'plain', family: 'ipv4', outcome: 'works', version: '', dump: '' } as const];
    expect(detect(input({}, { facts }))).toMatchObject({ variant: 'plain', legacy: true });
  });
});

describe('versions', () => {
  it.each([
    ['iptables-save v1.8.9 (nf_tables)', [1, 8, 9]],
    ['iptables v1.6', [1, 6, 0]],
    ['no such option', [0, 0, 0]],
  ])('%s', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  it('are compared part by part', () => {
    expect(atLeast([1, 8, 9], [1, 6, 2])).toBe(true);
    expect(atLeast([1, 6, 2], [1, 6, 2])).toBe(true);
    expect(atLeast([1, 4, 21], [1, 6, 2])).toBe(false);
  });
});

describe('binaries', () => {
  it('are named by variant and family', () => {
    expect(binaries('nft', 'ipv6')).toEqual({ save: 'ip6tables-nft-save', restore: 'ip6tables-nft-restore' });
    expect(binaries('plain', 'ipv4')).toEqual({ save: 'iptables-save', restore: 'iptables-restore' });
  });
});
