import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAsWished, liveDrift } from '../../../src/iptables/drift/live.ts';
import type { Family, Program, RuleSet } from '../../../src/iptables/model/rule.ts';
import type { Command } from '../../../src/iptables/plan/command.ts';
import { commandText } from '../../../src/iptables/plan/command.ts';
import { guard, leftGuard } from '../../../src/iptables/plan/guard.ts';
import { type HostItem, hostCommand, hostItem } from '../../../src/iptables/plan/host-item.ts';
import type { Live, LiveNftTable } from '../../../src/iptables/plan/live.ts';
import { OWNERSHIP } from '../../../src/iptables/plan/ownership.ts';
import { type PlanInput, plan, planReturn } from '../../../src/iptables/plan/plan.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { readSave } from '../../../src/iptables/read/save.ts';
import { saveText } from '../../../src/iptables/ruleset/save.ts';
import { planFor } from '../support/cases.ts';
import { configuration } from '../support/flags.ts';

const FOREIGN = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
-A PREROUTING -j KUBE-SERVICES
-A OUTPUT -j KUBE-SERVICES
-A OUTPUT -p tcp -m tcp --dport 123 -m comment --comment "somebody's" -j ACCEPT
-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -j RETURN
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 9999 -j DROP
COMMIT
`;

const NONE: RuleSet = { dialect: 'iptables', families: ['ipv4'], tables: [] };

function tablesOf(text: string, family: Family): RuleSet {
  return (
    readSave(text, { family }).find(({ families }) => families.includes(family)) ?? { ...NONE, families: [family] }
  );
}

function liveOf(text: string, more: Partial<Live> = {}): Live {
  const tables = (['ipv4', 'ipv6'] as const).map((family) => ({
    variant: 'nft' as const,
    family,
    ruleSet: tablesOf(text, family),
  }));
  return { tables, nftTables: [], host: [], ...more };
}

const writer: PlanInput['writer'] = (variant) => ({ variant, wait: variant === 'legacy' });

/** What the kernel would hold after commands. */
function landed({ tables, nftTables, host }: Live, commands: readonly Command[]): Live {
  const restored = (family: Family): string => {
    const tool = family === 'ipv4' ? 'iptables-nft-restore' : 'ip6tables-nft-restore';
    return commands.flatMap((command) => (command.tool === tool ? (command.input ?? '') : '')).join('');
  };
  const items = commands.filter(({ tool }) => tool === 'ip');
  const has = (args: readonly string[]) =>
    items.some((command) => JSON.stringify(command.args) === JSON.stringify(args));
  return {
    nftTables,
    tables: tables.map((one) => ({
      ...one,
      ruleSet: tablesOf(saveText(one.ruleSet) + restored(one.family), one.family),
    })),
    host: [
      ...host.filter((item) => !has(hostCommand(item, 'del').slice(1))),
      ...items.flatMap(({ args }) => (args.includes('add') ? itemOf(args) : [])),
    ],
  };
}

/** The item that `ip` with these arguments makes. */
function itemOf(args: readonly string[]): HostItem {
  const family = args[0] === '-6' ? 'ipv6' : 'ipv4';
  const kind = args.includes('rule') ? 'policy-rule' : args.includes('route') ? 'route' : 'address';
  return hostItem({ kind, family, args, reason: { id: 'test' } });
}

const program = (args: readonly string[], podAddresses = ['10.1.1.5/24']): Program =>
  planFor(istioProfile, { args, podAddresses, resolvConf: ['10.96.0.10'] }).program;

const common = { ownership: OWNERSHIP.istio, writer, variant: 'nft' } as const;

const planned = (live: Live, wanted: Program, hash = 'abc'): readonly Command[] =>
  plan({ ...common, live, wanted: { program: wanted, hash }, expected: wanted });

const cleaned = (live: Live, expected: Program): readonly Command[] =>
  plan({ ...common, live, wanted: undefined, expected });

const texts = ({ tables }: Live): readonly string[] =>
  tables.map(({ ruleSet }) =>
    saveText({
      ...ruleSet,
      tables: ruleSet.tables.filter(({ chains }) => [...chains.values()].some((chain) => chain.rules.length > 0)),
    }),
  );

const programOf = fc
  .tuple(configuration.filter(({ native }) => !native))
  .map(([{ args, dual }]) => program(args, dual ? ['10.1.1.5/24', '2001:db8::5/64'] : undefined));

describe('plans', () => {
  it('lead to what is wanted from whatever was there, and back to what others have', () => {
    fc.assert(
      fc.property(programOf, programOf, programOf, (first, second, expected) => {
        const start = liveOf(FOREIGN);
        const one = landed(start, planned(start, first));
        const wish = (wanted: Program) => ({ program: wanted, ownership: OWNERSHIP.istio, variant: 'nft' as const });
        expect(isAsWished(liveDrift(one, wish(first)))).toBe(true);
        const two = landed(one, planned(one, second));
        expect(isAsWished(liveDrift(two, wish(second)))).toBe(true);
        // Cleaning needs no knowledge of the flags.
        const end = landed(two, cleaned(two, expected));
        expect(texts(end)).toEqual(texts(start));
        expect(end.host).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('lead back from any half of a change', () => {
    fc.assert(
      fc.property(programOf, programOf, fc.nat(8), (first, second, done) => {
        const start = liveOf(FOREIGN);
        const before = landed(start, planned(start, first));
        const half = landed(before, planned(before, second).slice(0, done));
        const input = { ...common, live: half, expected: second };
        const back = landed(half, planReturn(before, input));
        expect(texts(back)).toEqual(texts(before));
        expect(back.host.length).toBe(before.host.length);
      }),
      { numRuns: 60 },
    );
  });

  it('do nothing where nothing is wanted and nothing ours', () => {
    expect(cleaned(liveOf(FOREIGN), program(['-b', '*']))).toEqual([]);
  });

  it('leave a policy rule that was there before', () => {
    const wanted = program(['-m', 'TPROXY', '-b', '*']);
    const host = wanted.host.map(hostItem);
    const start = liveOf('', { host });
    const applied = landed(start, planned(start, wanted));
    expect(planned(start, wanted).filter(({ tool }) => tool === 'ip')).toEqual([]);
    expect(cleaned(applied, wanted).filter(({ tool }) => tool === 'ip')).toEqual([]);
  });

  it("remove a peer's rules, which carry no mark, with what belongs to them", () => {
    const wanted = program(['-m', 'TPROXY', '-b', '*', '-c', 'eth7']);
    const start = liveOf(FOREIGN);
    const peer = landed(start, plan({ ...common, live: start, wanted: { program: wanted }, expected: wanted }));
    expect(texts(peer).join('')).not.toContain('meshctl/');
    const end = landed(peer, cleaned(peer, wanted));
    expect(texts(end)).toEqual(texts(start));
    expect(end.host).toEqual([]);
  });

  it('move rules from one backend to the other', () => {
    const wanted = program(['-b', '*']);
    const live = landed(liveOf(FOREIGN), planned(liveOf(FOREIGN), wanted));
    const nftScript = planFor(istioProfile, { args: ['-b', '*'] }, { backend: 'nft' }).texts?.nft?.(['ipv4']) ?? '';
    const native = plan({ ...common, live, wanted: { program: wanted, hash: 'abc', nftScript }, expected: wanted });
    expect(native.map(({ tool }) => tool)).toEqual(['nft', 'iptables-nft-restore']);
    expect(native[0]?.input).toMatch(
      /^add table inet istio-proxy-nat\ndelete table inet istio-proxy-nat\nadd table inet istio-proxy-nat \{ comment "meshctl\/abc"; \}\n/,
    );
    const table: LiveNftTable = { family: 'inet', name: 'istio-proxy-nat', text: 'table inet istio-proxy-nat {\n}' };
    const others: LiveNftTable = { family: 'inet', name: 'firewall', text: 'table inet firewall {\n}' };
    const back = planned(liveOf(FOREIGN, { nftTables: [table, others] }), wanted);
    expect(back.map(({ tool }) => tool)).toEqual(['iptables-nft-restore', 'nft']);
    expect(back[1]?.input).toBe('add table inet istio-proxy-nat\ndelete table inet istio-proxy-nat\n');
  });

  it('give native tables back as they were listed', () => {
    const text = 'table inet istio-proxy-nat {\n\tcomment "meshctl/abc,t4=133"\n\tchain output {\n\t}\n}';
    const before = liveOf('', { nftTables: [{ family: 'inet', name: 'istio-proxy-nat', text }] });
    const back = planReturn(before, { ...common, live: liveOf(''), expected: program([]) });
    expect(back.map(commandText)).toEqual([
      `nft -f - <<'EOF'\nadd table inet istio-proxy-nat\ndelete table inet istio-proxy-nat\n${text}\nEOF\n`,
    ]);
  });
});

describe('the guard', () => {
  it('is found when it was left, and is not taken for a rule of ours', () => {
    const up = guard({ variant: 'nft', wait: false }, ['ipv4']);
    const live = landed(liveOf(FOREIGN), up.on);
    expect(leftGuard(live, writer)).toEqual({ on: [], off: up.off });
    expect(leftGuard(liveOf(FOREIGN), writer)).toBeUndefined();
    expect(cleaned(live, program([]))).toEqual([]);
    expect(texts(landed(live, up.off))).toEqual(texts(liveOf(FOREIGN)));
  });

  it('waits for the lock of the legacy tables', () => {
    const [on] = guard({ variant: 'legacy', wait: true }, ['ipv6']).on;
    expect(on).toMatchObject({ tool: 'ip6tables-legacy-restore', args: ['--noflush', '--wait=30'] });
  });
});
