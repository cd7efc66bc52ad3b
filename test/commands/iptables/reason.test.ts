import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const READ = join(ROOT, 'fixtures', 'iptables', 'read');
const golden = (name: string): string => `../../../fixtures/iptables/commands/${name}`;

interface Options {
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** What this machine has in its place plays no part. */
const PLACE = ['--resolv-conf', 'none', '--passwd-file', 'none', '--group-file', 'none'];

async function iptables(args: readonly string[], { files = {}, stdin = '' }: Options = {}) {
  const cwd = tempFolder({ none: '', ...files });
  const host = testHost({ cwd, stdin });
  const status = await run(['iptables', ...args, ...PLACE], host);
  return { status, out: host.written(), err: host.complained() };
}

const ALL = ['--istio-service-cidr', '*', '--istio-inbound-ports', '*', '--istio-local-exclude-ports', '15020'];
const CALL = ['trace', 'out', 'tcp', '10.1.1.5', '203.0.113.10:443'];
const SAVED = ['--from', join(READ, 'sidecar-counters.save')];

describe('iptables trace', () => {
  it('tells every step, with rule, text and reason', async () => {
    const { status, out, err } = await iptables([...CALL, ...ALL, '--uid', '1000']);
    expect({ status, err }).toEqual({
      status: 0,
      err: 'the rules are those of the profile istio as the flags ask for them; --from and --live read others\n',
    });
    await expect(out).toMatchFileSnapshot(golden('trace.txt'));
  });

  it('says which jump is missing where nothing leads to the port', async () => {
    const saved = '*nat\n-N IN\n-A IN -p tcp -j REDIRECT --to-ports 15006\nCOMMIT\n';
    const packet = ['trace', 'in', 'tcp', '10.1.1.1', '10.1.1.5:8080', '--why-not', '15006'];
    const { out, err } = await iptables([...packet, '--from', '-'], { stdin: saved });
    expect(out).toContain('it never enters a chain that leads there, and no rule jumps to nat IN, which does');
    expect(err).toBe('');
  });

  it("names the long flag where a profile's letter is given", async () => {
    const { status, err } = await iptables([...CALL, '-i', '*']);
    expect(status).toBe(64);
    expect(err).toContain('here it is written long: --istio-service-cidr');
  });

  it('has the fields of expect in JSON', async () => {
    const { out } = await iptables([...CALL, ...SAVED, '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      apiVersion: 'meshctl.dev/v1',
      kind: 'Trace',
      verdict: 'REDIRECT',
      port: 15_001,
      hops: [
        {
          hook: 'output',
          iface: 'eth0',
          src: '10.1.1.5',
          dst: '203.0.113.10',
          dport: 443,
          steps: [
            ['raw', 'OUTPUT', 1, 'jump ISTIO_OUTPUT_DNS'],
            ['raw', 'OUTPUT', 'policy', 'accept'],
            ['nat', 'OUTPUT', 1, 'jump ISTIO_OUTPUT'],
            ['nat', 'ISTIO_OUTPUT', 6, 'jump ISTIO_REDIRECT'],
            ['nat', 'ISTIO_REDIRECT', 1, 'accept'],
          ],
        },
        { hook: 'prerouting', iface: 'lo', dst: '127.0.0.1', dport: 15_001 },
      ],
      rules: [
        { chain: 'OUTPUT' },
        { chain: 'OUTPUT' },
        { chain: 'ISTIO_OUTPUT', flag: '--istio-service-cidr' },
        { chain: 'ISTIO_REDIRECT' },
      ],
    });
  });

  it.each([
    [['--uid', '1337', '--why-not', '15001'], 'nat ISTIO_OUTPUT 4 took it off the way'],
    [['--state', 'ESTABLISHED', '--why-not', '15001'], 'nat decides on the first packet of a connection'],
    [['--why-not', '15001'], 'it does end there'],
    [['--why-not', '9999'], 'no rule leads there'],
    [['--why-not', '15006'], '"-o lo"'],
  ])('%j says why not', async (flags, text) => {
    const { out } = await iptables([...CALL, ...SAVED, ...flags]);
    expect(out).toContain(text);
  });

  it('reads rules from standard input, a listing as well', async () => {
    const stdin = '*nat\n-A OUTPUT -m set --match-set vip dst -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n';
    const { out } = await iptables([...CALL, '--from', '-'], { stdin });
    expect(out).toContain('ACCEPT: it passes');
    expect(out).toContain('if -m set --match-set vip dst holds: REDIRECT: it goes to port 15001');
    const listing = await iptables([...CALL, '--from', join(READ, 'sidecar-counters.listing')]);
    expect(listing.out).toContain('REDIRECT: it goes to port 15001');
  });

  it('walks the rules for nft where that is the backend', async () => {
    const { out } = await iptables([...CALL, ...ALL, '--native-nftables', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      port: 15_001,
      hops: [{ steps: [['istio-proxy-nat', 'output', 1, 'jump istio-output'], {}, {}] }, {}],
    });
  });

  it.each([
    [['trace', 'sideways', 'tcp', '10.1.1.5', '10.1.1.6'], 'direction "sideways" is not out or in'],
    [['trace', 'out', 'what', '10.1.1.5', '10.1.1.6'], 'protocol "what" is not'],
    [['trace', 'out', 'tcp', 'here', '10.1.1.6'], 'source "here" is not an IP address'],
    [['trace', 'out', 'tcp', '10.1.1.5', '10.1.1.6:99999'], 'destination "10.1.1.6:99999" is not'],
    [['trace', 'out', 'tcp', '10.1.1.5', '10.1.1.6:80', 'more'], 'word "more" is not part of a packet'],
    [['trace'], 'no packet is given'],
    [['trace', 'out', 'tcp', '10.1.1.5'], 'the packet has no destination'],
    [['trace', 'out', 'tcp', '10.1.1.5', '[::1]:80'], 'destination "[::1]:80" is not of the family of "10.1.1.5"'],
    [['trace', 'in', 'tcp', '10.1.1.6', '10.1.1.5:80', '--gid', '7'], '--gid means nothing to a packet that arrives'],
    [[...CALL, '--state', 'OLD'], '--state "OLD" is not one of NEW'],
    [[...CALL, '--uid', 'root'], '--uid "root" is not a number of 32 bits'],
    [[...CALL, '--why-not', 'x'], '--why-not "x" is not a port'],
    [[...CALL, '--packets', 'none'], 'does not go with --packets'],
  ])('%j is refused', async (args, message) => {
    const { status, err } = await iptables(args);
    expect({ status, err }).toEqual({ status: 64, err: expect.stringContaining(message) });
  });

  it('says where rules cannot be read', async () => {
    const { status, err } = await iptables([...CALL, '--from', 'bad.txt'], {
      files: { 'bad.txt': '*nat\n-A OUTPUT -p tcp --dport x1y! -j RETURN\n' },
    });
    expect({ status, err }).toEqual({ status: 65, err: expect.stringContaining('bad.txt:2:18: "x1y!" is not a port') });
    expect((await iptables([...CALL, '--from', 'gone.txt'])).status).toBe(66);
    expect((await iptables([...CALL, '--from', 'none'])).err).toContain('none: no rules in it');
  });
});

describe('iptables trace --packets', () => {
  const packet = {
    dir: 'out',
    proto: 'tcp',
    src: '10.1.1.5',
    sport: 1,
    dst: '203.0.113.10',
    dport: 80,
    iface: 'eth0',
    uid: 1,
    gid: 1,
    ctstate: 'NEW',
  };
  const to = (port: number) => `*nat\n-A OUTPUT -p tcp -j REDIRECT --to-ports ${port}\nCOMMIT\n`;

  it('answers all of them in order, with rule sets of the file, of --from and of the flags', async () => {
    const document = {
      rulesets: { recorded: { iptablesSave: to(1) }, text: to(2) },
      packets: [
        { id: 'a', ruleset: 'recorded', packet },
        { id: 'b', ruleset: 'text', packet },
        { id: 'c', ruleset: 'given', packet },
        { id: 'd', packet },
        packet,
      ],
    };
    const files = { 'packets.json': JSON.stringify(document), 'given.txt': to(3), 'rest.txt': to(4) };
    const from = ['--from', 'given=given.txt', '--from', 'rest.txt'];
    const { status, out } = await iptables(['trace', '--packets', 'packets.json', ...from, '-o', 'json'], { files });
    expect(status).toBe(0);
    const answers: readonly { readonly id: string; readonly port: number; readonly effects?: unknown }[] =
      JSON.parse(out);
    expect(answers.map(({ id, port }) => [id, port])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
      ['5', 4],
    ]);
    const table = await iptables(['trace', '--packets', 'packets.json', ...from], { files });
    expect(table.out).toMatch(
      /^ID +RULES +PACKET +VERDICT\na +recorded +out tcp 10\.1\.1\.5:1 203\.0\.113\.10:80 .* REDIRECT 1\n/,
    );
  });

  it('assumes the interface as the command line does', async () => {
    const { iface: _, ...bare } = packet;
    const packets = [bare, { ...bare, dst: '127.0.0.9' }, { ...bare, dst: packet.src }, { ...bare, dir: 'in' }];
    const { out } = await iptables(['trace', '--packets', '-', '-o', 'json'], { stdin: JSON.stringify(packets) });
    expect(JSON.parse(out).map((answer: { packet: { iface: string } }) => answer.packet.iface)).toEqual([
      'eth0',
      'lo',
      'lo',
      'eth0',
    ]);
  });

  it('takes a TPROXY rule set with its routes', async () => {
    const rules = {
      iptablesSave: '*mangle\n-A OUTPUT -m connmark --mark 0x539 -j CONNMARK --restore-mark\nCOMMIT\n',
      routing: ['fwmark 0x539 lookup 133'],
    };
    const document = { rulesets: { r: rules }, packets: [{ ruleset: 'r', packet: { ...packet, connmark: 0x539 } }] };
    const { out } = await iptables(['trace', '--packets', '-', '-o', 'json'], { stdin: JSON.stringify(document) });
    expect(JSON.parse(out)).toMatchObject([
      { effects: ['0x539'], hops: [{ hook: 'output' }, { hook: 'prerouting', iface: 'lo' }] },
    ]);
  });

  it.each([
    ['{', 65, 'packets.json'],
    [JSON.stringify({ packets: [{ ruleset: 'gone', packet }] }), 66, 'there is no rule set "gone"'],
    [
      JSON.stringify({ packets: [{ id: 'x', packet: { ...packet, dport: 'http' } }] }),
      65,
      'packet x: "dport" is "http", which is not a whole number up to 65535',
    ],
    [
      JSON.stringify({ packets: [{ ...packet, src: '10.1.1' }] }),
      65,
      'packets.json: packet 1: "src" is "10.1.1", which is not an IP address',
    ],
    [JSON.stringify({ packets: [{ ...packet, src: '::1' }] }), 65, 'are of two families'],
    [JSON.stringify({ packets: [{ ...packet, dport: 70_000 }] }), 65, '"dport" is 70000, which is not'],
    [JSON.stringify({ packets: 'none' }), 65, 'packets.json: "packets" is no list'],
    [JSON.stringify([7]), 65, 'packet 1 is not an object'],
  ])('%s is refused', async (text, status, message) => {
    const result = await iptables(['trace', '--packets', 'packets.json'], { files: { 'packets.json': text } });
    expect(result).toMatchObject({ status, err: expect.stringContaining(message) });
  });
});

describe('iptables explain', () => {
  it('tells generated rules with the flags that made them, and the routes beside them', async () => {
    const { out } = await iptables(['explain', ...ALL, '--istio-inbound-interception-mode', 'TPROXY']);
    await expect(out).toMatchFileSnapshot(golden('explain.txt'));
  });

  it('knows whose rules a listing shows', async () => {
    const { out } = await iptables(['explain', join(READ, 'sidecar-counters-numeric.listing')]);
    expect(out).toMatch(/^18 rules of .*\(profile istio\)\n/);
  });

  it('describes rules of nobody', async () => {
    const { out } = await iptables(['explain', '-', '-o', 'json'], {
      stdin: '*nat\n-A OUTPUT -p udp -j DROP\nCOMMIT\n',
    });
    expect(JSON.parse(out)).toMatchObject({
      kind: 'RuleExplanation',
      profile: null,
      rules: [{ table: 'nat', chain: 'OUTPUT', number: 1, text: '-p udp -j DROP', does: 'What is UDP is dropped.' }],
    });
  });
});

describe('iptables show', () => {
  it('adds up the counters and tells where the packets went', async () => {
    const { out } = await iptables(['show', join(READ, 'sidecar-counters.listing')]);
    await expect(out).toMatchFileSnapshot(golden('show.txt'));
    expect(out).toContain('93 came in, its rules took them all: 40 + 53 = 93');
  });

  it('has no counters for generated rules', async () => {
    const { out } = await iptables(['show', ...ALL, '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({ kind: 'RuleListing', counted: false, destinations: [] });
  });
});

describe('iptables cost', () => {
  it('counts rules by class, beside capture of mesh names alone, and names cheaper forms', async () => {
    const { out } = await iptables(['cost', ...ALL]);
    await expect(out).toMatchFileSnapshot(golden('cost.txt'));
  });

  it('has no such alternative for rules that were read', async () => {
    const { out } = await iptables(['cost', ...SAVED, '-o', 'json']);
    const fields: Readonly<Record<string, unknown>> = JSON.parse(out);
    expect(Object.keys(fields)).toEqual(['apiVersion', 'kind', 'costs', 'savings']);
  });
});

describe('iptables prove', () => {
  it('answers for all packets', async () => {
    const { status, out } = await iptables(['prove', ...ALL]);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot(golden('prove.txt'));
  });

  it('ends with 79 on a loop', async () => {
    const rules =
      '*nat\n-A OUTPUT -o lo -m owner --uid-owner 1337 -p tcp -j REDIRECT --to-ports 15006\n-A OUTPUT -p tcp -m owner --uid-owner 1337 -d 10.0.0.0/8 -j RETURN\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n';
    const { status, out } = await iptables(['prove', '-'], { stdin: rules });
    expect(status).toBe(79);
    expect(out).toContain('Is traffic of the proxy taken in again?');
  });

  it.each(['istio', 'istio-2018', 'istio-ambient', 'linkerd', 'kuma'])(
    'finds no loop in the rules of %s',
    async (profile) => {
      const own =
        profile === 'linkerd'
          ? ['--incoming-proxy-port', '4143', '--outgoing-proxy-port', '4140', '--proxy-uid', '2102']
          : [];
      const kuma = profile === 'kuma' ? ['--kuma-dp-user', '5678'] : [];
      const istio = profile.startsWith('istio') && profile !== 'istio-ambient' ? ALL : [];
      const { status, out, err } = await iptables([
        'prove',
        '--profile',
        profile,
        ...own,
        ...kuma,
        ...istio,
        '-o',
        'json',
      ]);
      const { results } = JSON.parse(out || '{"results": []}') as {
        results: readonly { id: string; holds: boolean }[];
      };
      expect({ status, err }).toEqual({ status: 0, err: expect.any(String) });
      expect(results.filter(({ id, holds }) => id === 'loop' && !holds)).toEqual([]);
    },
  );
});

describe('the packets of iptables prove and diff', () => {
  const traced = (out: string) => [
    ...new Set([...out.matchAll(/meshctl iptables trace \S+ \S+ \S+ \S+ (.*)/g)].map(([, rest]) => rest)),
  ];

  it('come with the flags that name the rules', async () => {
    const files = { 'my rules': '*nat\nCOMMIT\n*mangle\n-A INPUT -j ACCEPT\nCOMMIT\n' };
    const saved = await iptables(['prove', 'my rules', '--address', 'eth0=10.1.1.5/24'], { files });
    expect(traced(saved.out).every((rest) => rest?.endsWith(" --from 'my rules' --address eth0=10.1.1.5/24"))).toBe(
      true,
    );
    const args = [
      '--profile',
      'linkerd',
      '--incoming-proxy-port',
      '4143',
      '--outgoing-proxy-port',
      '4140',
      '--ipv6=false',
    ];
    const lists = ['--ports-to-redirect', '1', '--ports-to-redirect', '2'];
    const planned = await iptables(['prove', ...args, ...lists]);
    const [ipv6, ...others] = [...args].reverse();
    const words = [...others.reverse(), ...lists, ipv6, ...PLACE].join(' ');
    expect(traced(planned.out)[0]).toBe(`--iface eth0 ${words}`);
    const changed = await iptables(['diff', 'my rules', '--istio-service-cidr', '*', '--exit-code'], { files });
    expect(changed.status).toBe(79);
    expect(traced(changed.out).every((rest) => rest?.includes(" --istio-service-cidr '*'"))).toBe(true);
  });

  it('can be traced so', async () => {
    const { out } = await iptables(['prove', '--istio-inbound-ports', '8080', '--istio-service-cidr', '10.0.0.0/8']);
    for (const [, words = ''] of out.matchAll(/meshctl iptables (trace .*)/g)) {
      const answer = await iptables(words.split(' '));
      expect(answer).toMatchObject({ status: 0, out: expect.stringContaining('ACCEPT') });
    }
  });
});

describe('rules there are none of', () => {
  it('are told to be none', async () => {
    const files = { none: '*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n' };
    for (const subcommand of ['explain', 'show']) {
      expect(await iptables([subcommand, 'none'], { files })).toMatchObject({ status: 0, out: 'there are no rules\n' });
    }
  });
});

describe('iptables diff', () => {
  const before = '*nat\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n';
  const after = '*nat\n-A OUTPUT -p tcp --dport 22 -j RETURN\n-A OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n';

  it('tells the packets whose fate differs, and 79 when it is asked for', async () => {
    const files = { before, after };
    const { status, out } = await iptables(['diff', 'before', 'after'], { files });
    expect(status).toBe(0);
    expect(out).toContain('TCP that anybody here sends to other machines: port 22');
    expect(out).toContain('before: REDIRECT 15001 by nat OUTPUT 1: -p tcp -j REDIRECT --to-ports 15001');
    expect(out).toContain('after: ACCEPT by nat OUTPUT 1: -p tcp -m tcp --dport 22 -j RETURN');
    expect((await iptables(['diff', 'before', 'after', '--exit-code'], { files })).status).toBe(79);
  });

  it('tells when there are none', async () => {
    const { status, out } = await iptables(['diff', 'before', 'before', '--exit-code'], { files: { before } });
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/^no packet fares differently \(\d+ classes of packets\)\n$/),
    });
  });

  it('compares with what flags make', async () => {
    const { out } = await iptables(['diff', 'before', ...ALL, '-o', 'json'], { files: { before } });
    expect(JSON.parse(out)).toMatchObject({ kind: 'RuleDiff', before: 'before', after: 'istio', truncated: false });
  });

  it('compares two', async () => {
    expect(await iptables(['diff', 'a', 'b', 'c'])).toMatchObject({ status: 64 });
  });
});
