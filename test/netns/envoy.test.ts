import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { istioProfile } from '../../src/iptables/profiles/istio/profile.ts';
import { perform, prepareApply, prepareClean } from '../../src/netns/apply.ts';
import { openSession } from '../../src/netns/session.ts';
import { planFor } from '../iptables/support/cases.ts';
import { type Child, startChild } from '../kernel/support/child.ts';
import { type EnvoyBinary, fetchEnvoy } from '../support/envoy.ts';
import { testHost } from '../support/host.ts';
import { makeNamespace, namespacesReason, type TestNamespace, TOOL_ENVIRONMENT } from '../support/netns.ts';
import { sharedFolder } from '../support/temp.ts';

const REASON = namespacesReason(['setpriv', 'curl']);

/** Fetching Envoy is 37 MB, starting it a second or two. */
const TIMEOUT_MS = 360_000;

/** Answers every request with the address it came from. */
const SERVER = `
require('node:http')
  .createServer((request, response) => response.end(request.socket.remoteAddress))
  .listen(8080, '0.0.0.0', () => console.log('listening'));
`;

const typed = (name: string, type: string, more: object = {}) => ({
  name,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...more },
});

const ORIGINAL_DST = typed(
  'envoy.filters.listener.original_dst',
  'envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
);

/** Marks what it sends to the application and gives it the client's address, as Istio's proxy does behind TPROXY. */
const ORIGINAL_SRC = typed(
  'envoy.filters.listener.original_src',
  'envoy.extensions.filters.listener.original_src.v3.OriginalSrc',
  { mark: 1337 },
);

function listener(name: string, port: number, more: { filters: readonly object[]; transparent?: boolean }) {
  const proxy = typed('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: name,
    cluster: name,
  });
  return {
    name,
    address: { socket_address: { address: '0.0.0.0', port_value: port } },
    listener_filters: more.filters,
    ...(more.transparent ? { transparent: true } : {}),
    filter_chains: [{ filters: [proxy] }],
  };
}

const as = (uid: number, gid = uid): readonly string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
];

/** A way to run the proxy. */
interface Setting {
  readonly name: string;
  readonly mode: 'REDIRECT' | 'TPROXY';
  readonly user: readonly string[];
  /** How it reaches the application. */
  readonly inbound: object;
  readonly filters: readonly object[];
  /** Whom the application sees when the world calls. */
  readonly seen: string;
}

const CLUSTER = { connect_timeout: '5s' };

const ANYWHERE = { ...CLUSTER, type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' };

const LOCALHOST = {
  ...CLUSTER,
  type: 'STATIC',
  load_assignment: {
    cluster_name: 'inbound',
    endpoints: [
      { lb_endpoints: [{ endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: 8080 } } } }] },
    ],
  },
};

/** A transparent listener needs one right; Istio gives it to the proxy in this mode. */
const NET_ADMIN = ['--inh-caps=+net_admin', '--ambient-caps=+net_admin'];

const SETTINGS: readonly Setting[] = [
  {
    name: 'REDIRECT',
    mode: 'REDIRECT',
    user: as(1337),
    inbound: { ...ANYWHERE, upstream_bind_config: { source_address: { address: '127.0.0.6', port_value: 0 } } },
    filters: [ORIGINAL_DST],
    seen: '127.0.0.6',
  },
  {
    name: 'TPROXY, to localhost',
    mode: 'TPROXY',
    user: [...as(1337), ...NET_ADMIN],
    inbound: LOCALHOST,
    filters: [ORIGINAL_DST],
    seen: '127.0.0.1',
  },
  {
    // As user 1337 the marked connection to the pod's address would be taken for a self-call; Istio runs this one as root.
    name: "TPROXY, with the client's address",
    mode: 'TPROXY',
    user: as(0, 1337),
    inbound: ANYWHERE,
    filters: [ORIGINAL_DST, ORIGINAL_SRC],
    seen: '10.1.1.1',
  },
];

function bootstrap({ mode, inbound, filters }: Setting): string {
  return JSON.stringify({
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 15000 } } },
    static_resources: {
      listeners: [
        listener('outbound', 15001, { filters: [ORIGINAL_DST] }),
        listener('inbound', 15006, { filters, transparent: mode === 'TPROXY' }),
      ],
      clusters: [
        { ...ANYWHERE, name: 'outbound' },
        { ...inbound, name: 'inbound' },
      ],
    },
  });
}

const curl = (where: TestNamespace, uid: number, url: string): string =>
  where.sh(`exec ${as(uid).join(' ')} curl --silent --show-error --max-time 10 ${url}`);

describe.skipIf(REASON !== undefined)(`Envoy behind the rules (${REASON ?? 'in namespaces'})`, () => {
  const folder = sharedFolder();
  const children: Child[] = [];
  let envoy: EnvoyBinary;
  let pod: TestNamespace;
  let world: TestNamespace;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    envoy = await fetchEnvoy();
    pod = makeNamespace();
    world = makeNamespace();
    pod.sh(`ip link add eth0 type veth peer name eth0 netns ${world.name}
      ip addr add 10.1.1.5/24 dev eth0; ip link set eth0 up; ip route add default via 10.1.1.1`);
    world.sh('ip addr add 10.1.1.1/24 dev eth0; ip addr add 203.0.113.10/32 dev lo; ip link set eth0 up');
    for (const { name } of [pod, world]) {
      const server = startChild(name, [...as(1000), process.execPath, '-e', SERVER]);
      children.push(server);
      await server.until((line) => (line === 'listening' ? true : undefined));
    }
  }, TIMEOUT_MS);

  afterAll(async () => {
    await Promise.all(children.map((child) => child.stop()));
    pod.remove();
    world.remove();
  });

  it.for(SETTINGS)(
    'takes what comes in and what goes out: $name',
    { timeout: TIMEOUT_MS },
    async (setting, { skip }) => {
      const { mode, user, seen } = setting;
      if ('reason' in envoy) return skip(envoy.reason);
      const host = testHost({ env: TOOL_ENVIRONMENT });
      const namespace = { label: 'the pod', enter: ['nsenter', `--net=/run/netns/${pod.name}`, '--'] };
      const { program } = planFor(istioProfile, { args: ['-m', mode, '-i', '*', '-b', '*', '-u', '1337'] });
      const session = await openSession(namespace, { profile: 'istio', program }, host);
      await perform(prepareApply(session, { hash: 'test', force: false, failOpen: false }), session);

      const config = join(folder, `${SETTINGS.indexOf(setting)}.json`);
      pod.sh(`cat >${config}`, bootstrap(setting));
      // Hot restart keeps files in shared memory, which are another user's after the run before.
      const proxy = startChild(pod.name, [
        ...user,
        'sh',
        '-c',
        `exec ${envoy.path} --config-path ${config} --disable-hot-restart --log-level warn 2>&1`,
      ]);
      children.push(proxy);
      pod.sh('for _ in $(seq 200); do curl -fs 127.0.0.1:15000/ready && exit 0; sleep 0.1; done; exit 1');
      const connections = (name: string): number =>
        Number(/: (\d+)/.exec(pod.sh(`curl -s '127.0.0.1:15000/stats?filter=tcp.${name}.downstream_cx_total'`))?.[1]);

      // Outbound: the world sees the pod, since the proxy connects from there; the proxy has seen the connection.
      expect(curl(pod, 1000, 'http://203.0.113.10:8080')).toBe('10.1.1.5');
      expect(connections('outbound')).toBe(1);
      // Inbound: the application sees the proxy, or the client where the proxy gives itself out for it.
      expect(curl(world, 1000, 'http://10.1.1.5:8080')).toBe(seen);
      expect(connections('inbound')).toBe(1);
      // The application's calls to itself, and the proxy's own, are nobody's business.
      expect(curl(pod, 1000, 'http://127.0.0.1:8080')).toBe('127.0.0.1');
      expect(curl(pod, 1337, 'http://203.0.113.10:8080')).toBe('10.1.1.5');
      expect([connections('outbound'), connections('inbound')]).toEqual([1, 1]);

      await proxy.stop();
      const after = await openSession(namespace, { profile: 'istio', program }, host);
      await perform(prepareClean(after, false), after);
      expect(pod.sh('ip rule')).not.toContain('fwmark');
    },
  );
});
