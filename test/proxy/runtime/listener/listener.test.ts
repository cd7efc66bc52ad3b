import { describe, expect, it } from 'vitest';
import type { ConnectionInfo } from '../../../../src/proxy/contract.ts';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import { ConnectionView } from '../../../../src/proxy/runtime/connection-view.ts';
import { ChainTable } from '../../../../src/proxy/runtime/listener/chain-match.ts';
import { Runtime } from '../../../../src/proxy/runtime/runtime.ts';
import { TYPES } from '../../../../src/xds/compile/type-urls.ts';
import type { Cluster } from '../../../../src/xds/resources/cluster.ts';
import type { TypedExtension } from '../../../../src/xds/resources/common.ts';
import type { Secret } from '../../../../src/xds/resources/filter.ts';
import type { FilterChain, FilterChainMatch, Listener, TcpProxy } from '../../../../src/xds/resources/listener.ts';
import { testAuthority } from '../../../support/authority.ts';
import { testOptions } from '../engine.ts';
import { cluster, connection, seeded, snapshot } from '../support.ts';

const authority = await testAuthority();
const pair = await authority.issue({ uri: 'spiffe://td/ns/a/sa/b' });
const stranger = await authority.issue({});

describe('the filter chain of a connection', () => {
  const range = (prefix: string, bits: number) => [{ address_prefix: prefix, prefix_len: bits }];
  const chains: Readonly<Record<string, FilterChainMatch | undefined>> = {
    any: undefined,
    port: { destination_port: 443 },
    exact: { server_names: ['a.b.test'] },
    wide: { server_names: ['*.test'] },
    narrow: { server_names: ['*.b.test'] },
    narrowTls: { server_names: ['*.b.test'], transport_protocol: 'tls' },
    http: { application_protocols: ['http/1.1', 'h2c'] },
    net: { prefix_ranges: range('10.0.0.0', 8) },
    subnet: { prefix_ranges: range('10.9.0.0', 16), source_prefix_ranges: range('10.1.0.0', 16) },
  };
  const table = new ChainTable<string>();
  for (const [name, match] of Object.entries(chains)) table.add(match, name);

  it.each<[string, Partial<ConnectionInfo>, string | undefined]>([
    ['nothing said', {}, 'any'],
    ['a port before all else', { localPort: 443, serverName: 'a.b.test' }, 'port'],
    ['an exact name', { serverName: 'a.b.test' }, 'exact'],
    ['the longest wildcard', { serverName: 'x.b.test' }, 'narrow'],
    ['the one for TLS', { serverName: 'x.b.test', transport: 'tls' }, 'narrowTls'],
    ['a shorter wildcard', { serverName: 'x.test' }, 'wide'],
    ['a name of nobody', { serverName: 'other' }, 'any'],
    ['a protocol', { applicationProtocols: ['h2c'] }, 'http'],
    ['a network', { localAddress: '10.1.1.1' }, 'net'],
    ['the smallest network, for a client of it', { localAddress: '10.9.1.1' }, 'subnet'],
    ['the smallest network rules the others out', { localAddress: '10.9.1.1', remoteAddress: '10.2.0.1' }, undefined],
  ])('%s', (_, info, name) => {
    expect(table.find(new ConnectionView(connection(info)))).toBe(name);
  });
});

const tcp = (proxy: Omit<TcpProxy, '@type' | 'stat_prefix'>): TypedExtension => ({
  name: 'tcp',
  typed_config: { '@type': TYPES.tcpProxy, stat_prefix: 's', ...proxy },
});

function runtimeOf(
  chain: FilterChain,
  clusters: readonly Cluster[],
  more: { listener?: Partial<Listener>; secrets?: readonly Secret[] } = {},
): Runtime {
  const base = snapshot({ clusters });
  const listener = {
    name: 'l',
    address: { socket_address: { address: '127.0.0.1', port_value: 8080 } },
    filter_chains: [chain],
  };
  const whole = { ...base, listeners: [{ ...listener, ...more.listener }], secrets: more.secrets ?? [] };
  return Runtime.of(whole, { options: testOptions({ random: seeded(1) }), now: 0 });
}

function session(runtime: Runtime, info: Partial<ConnectionInfo> = {}) {
  const made = connection(info);
  const chain = runtime.listeners[0]?.chain(made);
  if (chain?.kind !== 'tcp') throw new Error('the listener has no TCP chain');
  return chain.service.session(made);
}

describe('a connection that is passed on', () => {
  it('goes to clusters by weight, and lets go of its host at the end', () => {
    const clusters = [cluster('a', 1), cluster('b', 1)];
    const runtime = runtimeOf(
      {
        filters: [
          tcp({
            weighted_clusters: {
              clusters: [
                { name: 'a', weight: 3 },
                { name: 'b', weight: 1 },
              ],
            },
          }),
        ],
      },
      clusters,
    );
    let first = 0;
    for (let index = 0; index < 1000; index++) {
      const made = session(runtime);
      if (made.pick(0)?.cluster.name === 'a') first += 1;
      made.connected(1);
      made.ended(2);
    }
    expect(first / 1000).toBeCloseTo(0.75, 1);
    expect(runtime.clusters.map(({ plan }) => plan.limits.requests)).toEqual([0, 0]);
  });

  it('is tried again as often as it may', () => {
    const runtime = runtimeOf({ filters: [tcp({ cluster: 'a', max_connect_attempts: 2 })] }, [cluster('a', 2)]);
    const made = session(runtime);
    const one = made.pick(0);
    expect(made.failed('connect-failure', '', 1)).toBe(true);
    expect(made.pick(1)).not.toBe(one);
    expect(made.failed('connect-failure', '', 2)).toBe(false);
    expect(made.flags).toBe(FLAGS.UF);
    made.ended(3);
    expect(runtime.clusters[0]?.plan.limits.requests).toBe(0);
  });

  it.each([
    ['gone', 1, FLAGS.NC, 'cluster_not_found'],
    ['a', 0, FLAGS.UH, 'no_healthy_upstream'],
  ])('has nowhere to go: %s', (name, hosts, flags, details) => {
    const made = session(runtimeOf({ filters: [tcp({ cluster: name })] }, [cluster('a', hosts)]));
    expect([made.pick(0), made.flags, made.details]).toEqual([undefined, flags, details]);
  });

  it('is refused by rules', () => {
    const rbac = {
      '@type': TYPES.networkRbac,
      rules: { action: 'DENY', policies: { p: { permissions: [{ any: true }], principals: [{ any: true }] } } },
    };
    const made = session(
      runtimeOf({ filters: [{ name: 'rbac', typed_config: rbac }, tcp({ cluster: 'a' })] }, [cluster('a', 1)]),
    );
    expect([made.pick(0), made.details]).toEqual([undefined, 'rbac_access_denied_matched_policy[p]']);
  });

  it('goes where it was meant to go, but never back to the proxy', () => {
    const original = cluster('o', 0, { type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' });
    const runtime = runtimeOf({ filters: [tcp({ cluster: 'o' })] }, [original]);
    const host = session(runtime, { localAddress: '10.9.9.9', localPort: 99 }).pick(0);
    expect(host?.label).toBe('10.9.9.9:99');
    expect(session(runtime, { localAddress: '10.9.9.9', localPort: 99 }).pick(0)).toBe(host);
    expect(session(runtime, { localAddress: '10.9.9.9', localPort: 8080 }).pick(0)).toBeUndefined();
  });
});

describe('TLS', () => {
  const uri = (value: string) => ({ type: 'URI', value });
  const secrets: readonly Secret[] = [
    {
      name: 'cert',
      tls_certificate: {
        certificate_chain: { inline_bytes: Buffer.from(pair.certificate).toString('base64') },
        private_key: { inline_string: pair.key },
      },
    },
    { name: 'roots', validation_context: { trusted_ca: { filename: '/roots.pem' } } },
  ];
  const socket = (type: string, more: object = {}): TypedExtension => ({
    name: 'tls',
    typed_config: {
      '@type': type,
      common_tls_context: {
        alpn_protocols: ['h2'],
        tls_params: { tls_minimum_protocol_version: 'TLSv1_3', cipher_suites: ['A', 'B'] },
        tls_certificate_sds_secret_configs: [{ name: 'cert' }],
        combined_validation_context: {
          default_validation_context: {
            match_typed_subject_alt_names: [{ san_type: 'URI', matcher: { prefix: 'spiffe://td/' } }],
          },
          validation_context_sds_secret_config: { name: 'roots' },
        },
      },
      ...more,
    },
  });

  it('of clients and endpoints is read with its secrets', () => {
    const upstream = cluster('a', 1, { transport_socket: socket(TYPES.upstreamTls, { sni: 'a.test' }) });
    const chain = {
      filters: [tcp({ cluster: 'a' })],
      transport_socket: socket(TYPES.downstreamTls, { require_client_certificate: true }),
    };
    const base = snapshot({ clusters: [upstream] });
    const listener = {
      name: 'l',
      address: { socket_address: { address: '127.0.0.1', port_value: 8080 } },
      filter_chains: [chain],
    };
    const options = testOptions({ readFile: (path) => (path === '/roots.pem' ? 'ROOTS' : undefined) });
    const runtime = Runtime.of({ ...base, listeners: [listener], secrets }, { options, now: 0 });
    const common = {
      certificates: [{ chain: pair.certificate, key: pair.key }],
      authorities: 'ROOTS',
      alpn: ['h2'],
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      ciphers: 'A:B',
    };
    const plan = runtime.listeners[0]?.chain(connection());
    expect(plan?.tls).toMatchObject({ ...common, clientCertificate: 'required', ownUri: 'spiffe://td/ns/a/sa/b' });
    const tls = session(runtime).pick(0)?.tls;
    expect(tls).toMatchObject({ ...common, serverName: 'a.test', verifies: true });
    expect(tls?.acceptsNames?.([uri('other'), uri('spiffe://td/ns/a')])).toBe(true);
    expect(tls?.acceptsNames?.([uri('spiffe://other/')])).toBe(false);
  });

  it.each([
    ['nonsense', pair.key, 'the secret "cert" has no certificate that can be read'],
    [pair.certificate, 'nonsense', 'the secret "cert" has no private key that can be read'],
    [pair.certificate, stranger.key, 'the secret "cert" has a private key that is not the one of its certificate'],
  ])('is refused with a certificate and a key that cannot be used %#', (chain, key, why) => {
    const upstream = cluster('a', 1, { transport_socket: socket(TYPES.upstreamTls) });
    const certificate = { certificate_chain: { inline_string: chain }, private_key: { inline_string: key } };
    const broken = [{ name: 'cert', tls_certificate: certificate }, ...secrets.slice(1)];
    const options = testOptions({ readFile: () => 'ROOTS' });
    expect(() => Runtime.of({ ...snapshot({ clusters: [upstream] }), secrets: broken }, { options, now: 0 })).toThrow(
      why,
    );
  });

  it('takes a wildcard of a certificate for one label of a name that is asked for', () => {
    const names = { match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'a.b.test' } }] };
    const context = { common_tls_context: { validation_context: { trusted_ca: { inline_string: 'X' }, ...names } } };
    const upstream = cluster('a', 1, { transport_socket: socket(TYPES.upstreamTls, context) });
    const chain = { filters: [tcp({ cluster: 'a' })] };
    const address = { socket_address: { address: '127.0.0.1', port_value: 8080 } };
    const listeners = [{ name: 'l', address, filter_chains: [chain] }];
    const runtime = Runtime.of(
      { ...snapshot({ clusters: [upstream] }), listeners },
      { options: testOptions(), now: 0 },
    );
    const accepts = session(runtime).pick(0)?.tls?.acceptsNames;
    const dns = (value: string) => accepts?.([{ type: 'DNS', value }]);
    expect(['a.b.test', '*.b.test', '*.test', 'b.test'].map(dns)).toEqual([true, true, false, false]);
    expect(accepts?.([uri('a.b.test')])).toBe(false);
  });

  it('follows the metadata of endpoints', () => {
    const endpoints = [{ tlsMode: 'istio' }, {}].map((match, index) => ({
      endpoint: { address: { socket_address: { address: `10.0.0.${index}`, port_value: 80 } } },
      metadata: { filter_metadata: { 'envoy.transport_socket_match': match } },
    }));
    const resource = cluster('a', 0, {
      transport_socket_matches: [
        { name: 'tls', match: { tlsMode: 'istio' }, transport_socket: socket(TYPES.upstreamTls) },
        { name: 'plain', match: {}, transport_socket: { name: 'raw', typed_config: { '@type': TYPES.rawBuffer } } },
      ],
      load_assignment: { cluster_name: 'a', endpoints: [{ lb_endpoints: endpoints }] },
    });
    const options = testOptions({ readFile: () => 'ROOTS' });
    const runtime = Runtime.of({ ...snapshot({ clusters: [resource] }), secrets }, { options, now: 0 });
    expect(runtime.clusters[0]?.hosts.map(({ tls }) => tls !== undefined)).toEqual([true, false]);
  });

  it('that is not there is a problem', () => {
    const chain = { filters: [tcp({ cluster: 'a' })], transport_socket: socket(TYPES.downstreamTls) };
    expect(() => runtimeOf(chain, [cluster('a', 1)])).toThrow('no secret "roots"');
    expect(() => runtimeOf(chain, [cluster('a', 1)], { secrets })).toThrow('"/roots.pem" cannot be read');
  });
});

describe('a listener', () => {
  it('looks at first bytes only where that decides something', () => {
    const inspector = { listener_filters: [{ name: 'tls', typed_config: { '@type': TYPES.tlsInspector } }] };
    const chain = { filters: [tcp({ cluster: 'a' })] };
    const named = { ...chain, filter_chain_match: { server_names: ['a'] } };
    const looks = (each: FilterChain, listener: Partial<Listener>) =>
      runtimeOf(each, [], { listener }).listeners[0]?.inspects;
    expect([looks(chain, inspector), looks(named, inspector), looks(named, {})]).toEqual([false, true, false]);
  });

  it('has a chain for who fits no other', () => {
    const named = { filters: [tcp({ cluster: 'a' })], filter_chain_match: { server_names: ['a'] } };
    const fallback = { filters: [tcp({ cluster: 'b' })] };
    const without = runtimeOf(named, [cluster('a', 1), cluster('b', 1)]);
    const having = runtimeOf(named, [cluster('a', 1), cluster('b', 1)], {
      listener: { default_filter_chain: fallback },
    });
    expect(without.listeners[0]?.chain(connection())).toBeUndefined();
    expect(session(having).pick(0)?.cluster.name).toBe('b');
  });
});
