import { describe, expect, it } from 'vitest';
import { destination, inInterface, jump, protocol, RETURN } from '../../../src/iptables/model/build.ts';
import type { Program, RuleStep } from '../../../src/iptables/model/rule.ts';
import { commandLine, commandsText } from '../../../src/iptables/print/commands.ts';
import { graphOf } from '../../../src/iptables/print/graph.ts';
import { mermaidText } from '../../../src/iptables/print/mermaid.ts';
import { plainNft } from '../../../src/iptables/print/nft.ts';
import { removalCommands } from '../../../src/iptables/print/removal.ts';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { svgText } from '../../../src/iptables/print/svg.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { append, insert } from '../../../src/iptables/profiles/steps.ts';
import { planFor } from '../support/cases.ts';

const FIXTURES = '../../../fixtures/iptables/print';
const reason = { id: 'x' };

const program = (...steps: readonly RuleStep[]): Program => ({
  profile: 'test',
  families: ['ipv4', 'ipv6'],
  steps,
  host: [
    { kind: 'route', family: 'ipv6', args: ['-6', 'route', 'add', 'local', 'default', 'dev', 'lo'], reason },
    { kind: 'sysctl', family: 'ipv4', args: ['-w', 'net.ipv4.ip_nonlocal_bind=1'], reason },
  ],
});

const SMALL = program(
  append('raw', 'OUTPUT', { target: jump('EMPTY'), reason }),
  append('nat', 'PREROUTING', { target: jump('MINE'), reason }),
  append('nat', 'MINE', { matches: [destination('10.0.0.1')], target: RETURN, reason, families: ['ipv4'] }),
  insert('nat', 'PREROUTING', { position: 1, matches: [inInterface('eth*')], target: RETURN, reason }),
);

describe('restore text', () => {
  it('makes the chains it needs, also those only jumped to, and leaves out empty tables', () => {
    expect(restoreText(SMALL, 'ipv4')).toBe(
      [
        '* nat',
        '-N MINE',
        '-A PREROUTING -j MINE',
        '-A MINE -d 10.0.0.1 -j RETURN',
        '-I PREROUTING 1 -i eth* -j RETURN',
        'COMMIT',
        '* raw',
        '-N EMPTY',
        '-A OUTPUT -j EMPTY',
        'COMMIT',
        '',
      ].join('\n'),
    );
    expect(restoreText(SMALL, 'ipv6')).not.toContain('10.0.0.1');
    expect(restoreText(program(), 'ipv4')).toBe('');
  });

  it('has its tables in the order that is asked for', () => {
    const text = restoreText(SMALL, 'ipv4', { tables: ['raw', 'nat'] });
    expect(text.indexOf('* raw')).toBeLessThan(text.indexOf('* nat'));
  });
});

describe('commands', () => {
  it('make chains, rules and then what the host needs, of the families asked for', () => {
    expect(commandsText(SMALL, ['ipv4'])).toBe(
      [
        'iptables -t raw -N EMPTY',
        'iptables -t nat -N MINE',
        'iptables -t raw -A OUTPUT -j EMPTY',
        'iptables -t nat -A PREROUTING -j MINE',
        'iptables -t nat -A MINE -d 10.0.0.1 -j RETURN',
        "iptables -t nat -I PREROUTING 1 -i 'eth*' -j RETURN",
        'sysctl -w net.ipv4.ip_nonlocal_bind=1',
        '',
      ].join('\n'),
    );
    expect(commandsText(SMALL, ['ipv6'])).toContain('ip -6 route add local default dev lo\n');
  });

  it('are quoted for a shell', () => {
    expect(commandLine(['a', "it's", '$(id)', '', '!', '--x=1'])).toBe(`a 'it'\\''s' '$(id)' '' ! --x=1`);
  });
});

describe('removal', () => {
  it('deletes jumps and rules of built-in chains, last first, then empties and removes the chains', () => {
    expect(removalCommands(SMALL, ['ipv4'])).toEqual([
      'iptables-save',
      'ip6tables-save',
      "iptables -t nat -D PREROUTING -i 'eth*' -j RETURN",
      'iptables -t nat -D PREROUTING -j MINE',
      'iptables -t raw -D OUTPUT -j EMPTY',
      'iptables -t nat -F MINE',
      'iptables -t nat -X MINE',
      'iptables-save',
    ]);
  });
});

describe('nft script', () => {
  it('inserts past the end as an append, and before it at an index', () => {
    const rule = { matches: [protocol('tcp')], target: RETURN, reason };
    const steps = [
      insert('nat', 'MINE', { ...rule, position: 1 }),
      insert('nat', 'MINE', { ...rule, position: 3 }),
      insert('nat', 'MINE', { ...rule, position: 2 }),
    ];
    const lines = plainNft(program(...steps), ['ipv4'])
      .split('\n')
      .filter((line) => line.includes(' rule '));
    expect(lines.map((line) => line.replace(/ meta.*/, ''))).toEqual([
      'add rule inet test-nat mine',
      'add rule inet test-nat mine',
      'insert rule inet test-nat mine index 1',
    ]);
  });

  it('is refused for a rule nft has no words for', () => {
    const socket = { kind: 'socket', transparent: false, negated: false } as const;
    const step = append('mangle', 'C', { matches: [socket], target: RETURN, reason });
    expect(() => plainNft(program(step), ['ipv4'])).toThrow('nft has no words for the rule "-A C -m socket -j RETURN"');
  });
});

const SIDECAR = planFor(istioProfile, {
  args: ['-u', '1337', '-i', '*', '-b', '*', '-d', '15020', '-m', 'TPROXY'],
}).program;

describe('drawings', () => {
  it('have every chain with rules, base chains first, at the depth of the longest way', () => {
    const chains = graphOf(SIDECAR);
    expect(chains.map(({ table, name, depth }) => `${table} ${name} ${depth}`)).toEqual([
      'mangle PREROUTING 0',
      'mangle OUTPUT 0',
      'mangle ISTIO_INBOUND 1',
      'mangle ISTIO_DIVERT 2',
      'mangle ISTIO_TPROXY 2',
      'nat OUTPUT 0',
      'nat ISTIO_INBOUND 0',
      'nat ISTIO_OUTPUT 1',
      'nat ISTIO_IN_REDIRECT 2',
      'nat ISTIO_REDIRECT 2',
    ]);
  });

  it('do not go round in a circle', () => {
    const steps = [
      append('nat', 'OUTPUT', { target: jump('A'), reason }),
      append('nat', 'A', { target: jump('B'), reason }),
      append('nat', 'B', { target: jump('A'), reason }),
    ];
    expect(graphOf(program(...steps)).map(({ name, depth }) => [name, depth])).toEqual([
      ['OUTPUT', 0],
      ['A', 1],
      ['B', 2],
    ]);
  });

  it('come as Mermaid', async () => {
    await expect(mermaidText(SIDECAR)).toMatchFileSnapshot(`${FIXTURES}/tproxy.mmd`);
  });

  it('come as SVG', async () => {
    await expect(svgText(SIDECAR)).toMatchFileSnapshot(`${FIXTURES}/tproxy.svg`);
  });

  it('escape what XML and Mermaid would take for their own', () => {
    const odd = program(append('nat', 'OUTPUT', { matches: [inInterface('<&">')], target: RETURN, reason }));
    expect(svgText(odd)).toContain('&lt;&amp;&quot;&gt;');
    expect(mermaidText(odd)).toContain('#lt;&#quot;#gt;');
  });

  it('of nothing are empty and valid', () => {
    expect(svgText(program())).toMatch(/^<svg [^>]*width="24" height="24"/);
    expect(mermaidText(program())).toBe('flowchart LR\n');
  });
});
