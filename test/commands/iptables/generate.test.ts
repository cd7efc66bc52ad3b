import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { PROFILE_NAMES } from '../../../src/iptables/profiles/profile.ts';
import { loadProfile } from '../../../src/iptables/profiles/registry.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

interface Options {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

async function generate(args: readonly string[], { files = {}, env = {} }: Options = {}) {
  const cwd = tempFolder({ none: '', ...files });
  const host = testHost({ cwd, env });
  const place = ['--resolv-conf', 'none', '--passwd-file', 'none', '--group-file', 'none'];
  const status = await run(['iptables', 'generate', ...place, ...args], host);
  return { status, out: host.written(), err: host.complained(), cwd };
}

const POD = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata:
      annotations:
        traffic.sidecar.istio.io/includeOutboundIPRanges: 10.0.0.0/8
        traffic.sidecar.istio.io/excludeInboundPorts: "9090"
    spec:
      containers: [{name: app, image: app}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
`;

describe('iptables generate', () => {
  it('prints the rules of one IPv4 address where nothing is said', async () => {
    const { status, out, err } = await generate([]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^\* nat\n-N ISTIO_INBOUND\n/);
    expect(out).not.toContain('::1/128');
  });

  it.each([
    [['--ipv6'], true],
    [['--ipv4', '--ipv6'], false],
    [['--ipv4', '--ipv6', '--dual-stack'], true],
    [['--ipv4=10.0.0.1'], false],
    [['--address', 'eth0=2001:db8::1/64'], true],
    [['--address', 'lo=::1/128', '--address', '10.0.0.1'], false],
    [['--family', 'both'], true],
    [['--family', '6', '--ipv4'], true],
    [['--family', '4', '--ipv6'], false],
  ])('%j: rules for IPv6 %s', async (args, ipv6) => {
    const { status, out } = await generate(args);
    expect(status).toBe(0);
    expect(out.includes('::1/128')).toBe(ipv6);
  });

  it('tells the texts of two families apart, but as the peer under compat', async () => {
    const both = await generate(['--family', 'both']);
    expect(both.out.match(/^# .*$/gm)).toEqual(['# iptables-restore --noflush', '# ip6tables-restore --noflush']);
    const peer = await generate(['--family', 'both', '--compat', 'istioctl']);
    expect(peer.out).toBe(both.out.replace(/^# .*\n/gm, ''));
  });

  it('writes to a file', async () => {
    const { out, cwd } = await generate(['--out', 'rules']);
    expect(out).toBe('');
    expect(readFileSync(join(cwd, 'rules'), 'utf8')).toMatch(/COMMIT\n$/);
  });

  it('prints findings on standard error', async () => {
    const { status, out, err } = await generate(['--capture-all-dns']);
    expect(status).toBe(0);
    expect(out).toMatch(/^\* nat/);
    expect(err).toContain('warning MSH4002');
  });

  it('chooses nft with --native-nftables', async () => {
    expect((await generate(['--native-nftables'])).out).toMatch(/^add table inet istio-proxy-nat\n/);
  });

  it('prints commands, data and drawings', async () => {
    expect((await generate(['--output', 'commands'])).out).toMatch(/^iptables -t nat -N ISTIO_INBOUND\n/);
    expect((await generate(['--output', 'mermaid'])).out).toMatch(/^flowchart LR\n/);
    expect((await generate(['--output', 'svg'])).out).toMatch(/^<svg /);
    const data: unknown = JSON.parse((await generate(['--output', 'json', '-m', 'TPROXY', '-b', '*'])).out);
    expect(data).toMatchObject({
      apiVersion: 'meshctl.dev/v1',
      kind: 'InterceptionProgram',
      facts: { inboundMode: 'tproxy' },
      host: [{ command: 'ip rule add fwmark 1337 lookup 133' }, { command: expect.stringContaining('ip route add') }],
    });
    expect(data).toHaveProperty(['steps', 0, 'reason', 'without']);
  });
});

describe('iptables generate, removing', () => {
  it('prints the commands of --cleanup-only, in no other form', async () => {
    expect((await generate(['--cleanup-only'])).out).toContain('iptables -t nat -X ISTIO_OUTPUT\n');
    expect(await generate(['--cleanup-only', '--output', 'nft'])).toMatchObject({ status: 64 });
  });

  it('prints the commands of the script of 2018 for the word clean', async () => {
    const { out } = await generate(['--profile', 'istio-2018', 'clean']);
    expect(out.split('\n')[0]).toBe('iptables -t nat -D PREROUTING -p tcp -j ISTIO_INBOUND');
  });
});

describe('iptables generate --from-pod', () => {
  const files = { 'pod.yaml': POD };

  it('does what the init container would', async () => {
    const { status, out } = await generate(['--from-pod', 'pod.yaml'], { files });
    expect(status).toBe(0);
    expect(out).toContain('-A ISTIO_OUTPUT -d 10.0.0.0/8 -j ISTIO_REDIRECT\n');
    expect(out.match(/ISTIO_INBOUND -p tcp --dport \d+/g)?.map((text) => text.split(' ').at(-1))).toEqual([
      '15008',
      '15090',
      '15021',
      '9090',
      '15020',
    ]);
  });

  it('lets flags go before annotations', async () => {
    const { out } = await generate(['--from-pod', 'pod.yaml', '-i', '*'], { files });
    expect(out).toContain('-A ISTIO_OUTPUT -j ISTIO_REDIRECT\n');
  });

  it('refuses a bad annotation with its place', async () => {
    const bad = { 'pod.yaml': POD.replace('"9090"', '"9090,x y"') };
    const { status, err } = await generate(['--from-pod', 'pod.yaml'], { files: bad });
    expect(status).toBe(65);
    expect(err).toContain(
      'pod.yaml:10:55: the annotation traffic.sidecar.istio.io/excludeInboundPorts has the value "x y"',
    );
  });

  it('uses the arguments of a pod that was injected', async () => {
    const injected = POD.replace(
      'containers:',
      'initContainers: [{name: istio-init, image: p, args: [istio-iptables, "-p", "15001", "-b", "80", --log_as_json, --redirect-dns], env: [{name: INVALID_DROP, value: "true"}]}]\n      containers:',
    );
    const { out } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': injected } });
    expect(out).toContain('--dport 80 -j ISTIO_IN_REDIRECT');
    expect(out).toContain('ISTIO_DROP');
    expect(out).not.toContain('10.0.0.0/8');
  });

  it('takes nothing of a pod that asks for no interception', async () => {
    const none = POD.replace('"9090"', '"9090"\n        sidecar.istio.io/interceptionMode: NONE');
    const { status, out, err } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': none } });
    expect(status).toBe(0);
    expect(err).toContain('MSH4015');
    expect(out).not.toContain('PREROUTING');
  });

  it("takes the proxy's user for TPROXY, whatever the pod says", async () => {
    const tproxy = POD.replace('"9090"', '"9090"\n        sidecar.istio.io/interceptionMode: TPROXY');
    const { out } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': tproxy } });
    expect(out).toContain('* mangle');
    expect(out).toContain('--uid-owner 1337');
  });

  it("takes the variables of the proxy's configuration", async () => {
    const config = `proxy.istio.io/config: |
          proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true", INVALID_DROP: "perhaps"}`;
    const text = POD.replace('"9090"', `"9090"\n        ${config}`);
    const { err } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': text } });
    expect(err).toContain('MSH4004');
    expect(err).toContain('INVALID_DROP is "perhaps"');
  });

  it('tells of probes the proxy takes where they are not rewritten', async () => {
    const probe = POD.replace('"9090"', '"9090"\n        sidecar.istio.io/rewriteAppHTTPProbers: "false"').replace(
      'image: app}',
      'image: app, ports: [{name: web, containerPort: 8080}], livenessProbe: {httpGet: {port: web}}, readinessProbe: {tcpSocket: {port: 9090}}}',
    );
    const { err } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': probe } });
    expect(err.match(/MSH4005.*/g)).toEqual(['MSH4005 the livenessProbe uses port "8080", which the proxy takes']);
  });

  it.each([
    ['two pods', `${POD}---\n${POD}`, 'Deployment web, Deployment web'],
    ['no pod', 'apiVersion: v1\nkind: Service\n', 'neither a pod nor a workload'],
    ['no YAML', 'a: [', 'pod.yaml:1'],
  ])('refuses a file with %s', async (_, text, why) => {
    const { status, err } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': text } });
    expect(status).toBe(65);
    expect(err).toContain(why);
  });

  it('finds the pod of a List, and of a kind it does not know', async () => {
    const pod = `{spec: {template: {metadata: {annotations: {traffic.sidecar.istio.io/includeInboundPorts: "81"}}, spec: {containers: [{name: a, image: a}]}}}}`;
    const list = `{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service}, ${pod.replace('{spec', '{apiVersion: x/v1, kind: Odd, metadata: {name: o}, spec')}]}`;
    const { out } = await generate(['--from-pod', 'pod.yaml'], { files: { 'pod.yaml': list } });
    expect(out).toContain('--dport 81 -j ISTIO_IN_REDIRECT');
  });

  it('is refused for a profile that takes nothing from pods', async () => {
    expect(await generate(['--profile', 'istio-2018', '--from-pod', 'pod.yaml'], { files })).toMatchObject({
      status: 64,
    });
  });
});

describe('iptables generate, values from elsewhere', () => {
  it('takes variables, of the peer and of meshctl', async () => {
    const { out } = await generate([], { env: { ISTIO_INBOUND_PORTS: '81', MESHCTL_PROXY_UID: '7' } });
    expect(out).toContain('--dport 81');
    expect(out).toContain('--uid-owner 7');
  });

  it('takes the profile from the environment', async () => {
    expect((await generate([], { env: { MESHCTL_PROFILE: 'istio-2018' } })).out).toContain('-o lo ! -d 127.0.0.1/32');
  });

  it('takes flags from a configuration file, after the environment', async () => {
    const files = { '.meshctl.yaml': 'iptables:\n  generate:\n    proxy-uid: 7\n    istio-inbound-ports: 82\n' };
    const { out } = await generate([], { files, env: { ISTIO_INBOUND_PORTS: '81' } });
    expect(out).toContain('--uid-owner 7');
    expect(out).toContain('--dport 81');
  });

  it('does not let a configuration file choose the profile', async () => {
    const files = { '.meshctl.yaml': 'iptables:\n  generate:\n    profile: kuma\n' };
    expect(await generate([], { files })).toMatchObject({ status: 64 });
  });

  it('lets other commands run whatever is set for this one', async () => {
    const cwd = tempFolder({ '.meshctl.yaml': 'iptables:\n  generate:\n    proxy-uid: 7\n' });
    expect(await run(['version'], testHost({ cwd }))).toBe(0);
  });
});

describe('iptables generate, usage', () => {
  it.each([
    [['surplus'], 'unexpected argument "surplus"'],
    [['--profile', 'nobody'], '"nobody"'],
    [['--address', 'eth0=nonsense'], '--address'],
    [['--ipv4=::1'], '--ipv4'],
    [['--kuma-dp-user', '5678'], 'unknown flag --kuma-dp-user'],
    [['--profile', 'istio-2018', '--output', 'nft'], '--output nft'],
    [['--host'], 'it is for istio-ambient'],
    [['--config-file', 'none'], 'it is for kuma, istio-ambient'],
    [['-b'], '-b'],
    [['--drop-invalid=maybe'], '"maybe"'],
  ])('%j is refused', async (args, why) => {
    const { status, out, err } = await generate(args);
    expect(status).toBe(64);
    expect(out).toBe('');
    expect(err).toContain(why);
  });

  it.each([
    [['-b', '8000:8010'], '--dport 8000:8010'],
    [['-b', '8000-8010'], '--dport 8000:8010'],
    [['-b', '8000:8010', '--output', 'nft'], 'tcp dport 8000-8010'],
    [['-u', '1000-1010'], '--uid-owner 1000-1010'],
    [['-b', 'http', '--allow-service-names'], '--dport http'],
  ])('%j is written as the backend wants it', async (args, text) => {
    const { status, out } = await generate(args);
    expect(status).toBe(0);
    expect(out).toContain(text);
  });

  it.each([
    [['-t', '0x539', '-m', 'TPROXY', '-b', '*'], '"0x539"'],
    [['-i', '::ffff:10.0.0.0/104'], '"::ffff:10.0.0.0/104"'],
    [['-b', 'http'], '--allow-service-names'],
  ])('%j is refused although the peer or its tools might take it', async (args, why) => {
    const { status, err } = await generate(args);
    expect(status).toBe(64);
    expect(err).toContain(why);
  });

  it('takes surplus words under compat, as the peer', async () => {
    expect(await generate(['surplus', '--compat', 'istioctl'])).toMatchObject({ status: 0 });
  });

  it('misses a file that is named', async () => {
    expect(await generate(['--group-file', 'missing'])).toMatchObject({ status: 66 });
  });

  it.each(PROFILE_NAMES)('shows the flags of %s', async (name) => {
    const { status, out } = await generate(['--profile', name, '--help']);
    expect(status).toBe(0);
    expect(out).toContain(`Flags of the profile ${name}:`);
  });
});

describe('profiles', () => {
  it.each(PROFILE_NAMES)('%s has its name, flags of their own, and a help line for each', async (name) => {
    const profile = await loadProfile(name);
    expect(profile.name).toBe(name);
    const names = profile.flags.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
    expect(new Set(names).size).toBe(names.length);
    expect(profile.flags.filter(({ help }) => help === '' || help.endsWith('.'))).toEqual([]);
  });
});
