/** Runs of `meshctl iptables` that draw its codes. */
import type { Example } from '../../../validate/rules/examples/example.ts';
import { runs } from './run.ts';

const NAMESERVER = { 'resolv.conf': 'nameserver 10.96.0.10\n' };
const NO_NAMESERVER = { 'resolv.conf': '# none\n' };

/** Two lists of flags for the rules of a profile. */
const flags = (bad: string, good: string, profile = ''): Example =>
  runs({ run: `iptables generate ${profile}$$` }, bad, good);

const LINKERD = '--profile linkerd -p 4143 -o 4140 ';

/** A pod with `$$` among its annotations. */
const annotated = (bad: string, good: string): Example => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    $$\nspec:\n  containers:\n  - name: web\n    image: web\n' +
    '    livenessProbe:\n      httpGet:\n        port: 8080\n';
  return runs({ run: 'iptables generate --from-pod pod.yaml', files: { 'pod.yaml': pod } }, bad, good);
};

const GROUPS = Array.from({ length: 50 }, (_, index) => 1000 + index).join(',');

/** Configurations that are taken, and hardly meant. */
const CONFIGURED: Readonly<Record<string, Example>> = {
  MSH4001: annotated(
    "proxy.istio.io/config: '{proxyMetadata: {INVALID_DROP: perhaps}}'",
    'proxy.istio.io/config: \'{proxyMetadata: {INVALID_DROP: "true"}}\'',
  ),
  MSH4002: runs(
    { run: 'iptables generate --capture-all-dns$$ --resolv-conf resolv.conf', files: NAMESERVER },
    '',
    ' --redirect-dns',
  ),
  MSH4003: flags('', ' --dual-stack', '--address eth0=10.1.1.5/24 --address eth0=2001:db8::5/64'),
  MSH4004: runs(
    { run: 'iptables generate --redirect-dns --resolv-conf resolv.conf', files: { 'resolv.conf': '$$' } },
    '# none',
    'nameserver 10.96.0.10',
  ),
  MSH4005: annotated(
    'sidecar.istio.io/rewriteAppHTTPProbers: "false"',
    'sidecar.istio.io/rewriteAppHTTPProbers: "false"\n    traffic.sidecar.istio.io/excludeInboundPorts: "8080"',
  ),
  MSH4006: flags('15000-15010', '15000', '--run-validation -o '),
  MSH4007: flags(`${GROUPS} --compat istioctl`, '1000,1001', '--istio-outbound-owner-groups '),
  MSH4008: flags('1337,1338', '1337', '-u '),
  MSH4009: flags('net+', 'net*', '--compat istioctl --native-nftables -k '),
  MSH4010: flags('--vip-range 240.240.0.0/16', "-i '*'", "-b '*' "),
  MSH4011: runs(
    {
      run: 'iptables generate --vip-range $$ --address eth0=10.1.1.5/24 --resolv-conf resolv.conf',
      files: NO_NAMESERVER,
    },
    '10.0.0.0/8',
    '240.240.0.0/16',
  ),
  MSH4012: annotated(
    'istio.io/reroute-virtual-interfaces: br0\n    traffic.sidecar.istio.io/kubevirtInterfaces: k6t0',
    'istio.io/reroute-virtual-interfaces: br0',
  ),
  MSH4013: flags('443', '25', '-q 80,443 -o '),
  MSH4014: flags('15001', '15006', '-p 15001 -z '),
  MSH4015: annotated('sidecar.istio.io/interceptionMode: NONE', 'sidecar.istio.io/interceptionMode: REDIRECT'),
};

/** What the profiles of other meshes tell. */
const OF_PROFILES: Readonly<Record<string, Example>> = {
  MSH4050: flags('', '-u 2102', LINKERD),
  MSH4051: flags('http', '80', `${LINKERD}-u 2102 --compat istioctl --inbound-ports-to-ignore `),
  MSH4052: flags('10.0.0.0/8,fd00::/8', '10.0.0.0/8', `${LINKERD}-u 2102 --subnets-to-ignore `),
  MSH4053: flags('80', '25', `${LINKERD}-u 2102 -r 80 --inbound-ports-to-ignore `),
  MSH4054: flags(' --host', '', '--profile istio-ambient'),
  MSH4055: runs(
    {
      run: 'iptables generate --profile kuma --redirect-dns --resolv-conf resolv.conf',
      files: { 'resolv.conf': '$$' },
    },
    '# none',
    'nameserver 10.96.0.10',
  ),
  MSH4056: flags(' --exclude-outbound-ports 443', '', '--profile kuma --include-outbound-ports 80'),
  MSH4057: flags(' --store-firewalld', '', '--profile kuma'),
  MSH4058: runs(
    { run: 'iptables generate --profile kuma --config-file kuma.yaml', files: { 'kuma.yaml': '$$: true' } },
    'verbos',
    'verbose',
  ),
  MSH4059: flags('0', '2102', `${LINKERD}-g 2102 -u=`),
};

/** The rules of `verify`, as iptables-save prints them. */
const saved = (chains: string, rules: string): string =>
  `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:ISTIO_INBOUND - [0:0]\n:ISTIO_IN_REDIRECT - [0:0]\n` +
  `:ISTIO_OUTPUT - [0:0]\n:ISTIO_REDIRECT - [0:0]\n${chains}${rules}COMMIT\n`;

const IN = '-A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN\n';
const TAKE = '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT\n';
const ENTER = '-A PREROUTING -p tcp -j ISTIO_INBOUND\n';
const REST =
  '-A OUTPUT -j ISTIO_OUTPUT\n-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006\n' +
  '-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN\n' +
  '-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT\n' +
  '-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN\n-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN\n' +
  '-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT\n' +
  '-A ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN\n-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN\n' +
  '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN\n-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001\n';
const RIGHT = saved('', ENTER + REST + IN + TAKE);

const verified = (rules: string): Example =>
  runs(
    {
      run: "iptables verify --from rules.txt --proxy-uid 1337 --istio-inbound-ports '*'",
      files: { 'rules.txt': '$$' },
    },
    rules,
    RIGHT,
  );

/** Rules that are not those of the configuration. */
const DRIFT: Readonly<Record<string, Example>> = {
  MSH4110: verified(saved('', ENTER + REST + IN)),
  MSH4111: verified(saved('', `${ENTER}${REST}-A ISTIO_INBOUND -p tcp -m tcp --dport 22 -j RETURN\n${IN}${TAKE}`)),
  MSH4112: verified(saved('', ENTER + REST + TAKE + IN)),
  MSH4113: verified(saved(':ISTIO_DROP - [0:0]\n', ENTER + REST + IN + TAKE)),
  MSH4116: verified(saved('', `-A PREROUTING -p tcp -m tcp --dport 80 -j ACCEPT\n${ENTER}${REST}${IN}${TAKE}`)),
};

/** By code. */
export const IPTABLES_EXAMPLES: Readonly<Record<string, Example>> = { ...CONFIGURED, ...OF_PROFILES, ...DRIFT };
