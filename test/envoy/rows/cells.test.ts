import { describe, expect, it } from 'vitest';
import { endpointAddress } from '../../../src/envoy/rows/address.ts';
import { chainMatchText, destinationText } from '../../../src/envoy/rows/filter-chain.ts';
import { istioConfigCell } from '../../../src/envoy/rows/istio-config.ts';
import { listenerType } from '../../../src/envoy/rows/listener.ts';
import { matcherText } from '../../../src/envoy/rows/matcher-tree.ts';
import { domainsCell } from '../../../src/envoy/rows/route.ts';
import { inlineRouteText, routeMatchText } from '../../../src/envoy/rows/route-match.ts';
import { parseSubsetKey } from '../../../src/envoy/rows/subset-key.ts';

describe('names of clusters', () => {
  it.each([
    ['outbound|443|v1|a.example', { direction: 'outbound', port: 443, subset: 'v1', host: 'a.example' }],
    ['weird|notanumber||x.y', { direction: 'weird', port: 0, subset: '', host: 'x.y' }],
    ['outbound|443|a|b|c.example.com', { direction: 'outbound', port: 443, subset: 'a', host: '' }],
    ['inbound|9080||', { direction: 'inbound', port: 9080, subset: '', host: '' }],
    ['outbound_.9080_.v1_.details', undefined],
    ['a|b|c', undefined],
  ])('%s', (name, key) => {
    expect(parseSubsetKey(name)).toEqual(key);
  });
});

describe('the object behind', () => {
  const metadata = (config: unknown) => ({ filter_metadata: { istio: { config } } });

  it.each([
    [metadata('/apis/networking.istio.io/v1/namespaces/shop/destination-rule/flaky'), 'flaky.shop'],
    [metadata('/apis/networking/v1alpha3/namespaces/default/destination-rule/old-style'), '<unknown>'],
    [metadata('/apis/networking.istio.io/v1/namespaces/shop/destination-rule/a/b'), ''],
    [metadata(7), ''],
    [{ filterMetadata: { other: {} } }, ''],
    [undefined, ''],
  ])('%j', (value, cell) => {
    expect(istioConfigCell(value)).toBe(cell);
  });
});

describe('domains', () => {
  it.each([
    [['one.example:80'], 'one.example:80'],
    [
      [
        'reviews.default.svc.cluster.local',
        'reviews.default.svc.cluster.local:9080',
        'reviews',
        'reviews:9080',
        'reviews.default',
        'reviews.default.svc',
        '10.96.0.1',
        '10.96.0.1:9080',
      ],
      'reviews, reviews.default + 1 more...',
    ],
    [['a.example:1', 'b.example:2'], ''],
    [['[fd00:10:96::1]', '[fd00:10:96::1]:80', 'v6.example'], '[fd00:10:96::1], v6.example'],
    [[], ''],
  ])('%j', (domains, cell) => {
    expect(domainsCell(domains)).toBe(cell);
  });
});

describe('filter chains', () => {
  it.each([
    [{}, 'ALL'],
    [{ filter_chain_match: { source_type: 'SAME_IP_OR_LOOPBACK' } }, 'ALL'],
    [{ filterChainMatch: { destinationPort: 9444 } }, 'Addr: *:9444'],
    [
      {
        filter_chain_match: {
          prefix_ranges: [
            { address_prefix: '10.0.0.0', prefix_len: 8 },
            { address_prefix: 'fd00::', prefix_len: 16 },
          ],
          destination_port: 9443,
        },
      },
      'Addr: 10.0.0.0/8,fd00::/16:9443',
    ],
    [
      { filter_chain_match: { server_names: ['a', 'b'], application_protocols: ['http/1.0', 'http/1.1', 'h2c'] } },
      'SNI: a,b; App: HTTP',
    ],
    [{ filter_chain_match: { application_protocols: ['h2'] } }, 'App: h2'],
  ])('%j', (chain, cell) => {
    expect(chainMatchText(chain)).toBe(cell);
  });

  const http = (config: object) => ({ name: 'envoy.filters.network.http_connection_manager', typed_config: config });
  const tcp = (config: object) => ({ name: 'envoy.filters.network.tcp_proxy', typed_config: config });
  it.each([
    [[http({ rds: { route_config_name: '80' } })], 'Route: 80'],
    [[http({})], 'HTTP'],
    [[tcp({ cluster: 'x' })], 'Cluster: x'],
    [[tcp({ cluster: 'PassthroughCluster' })], 'PassthroughCluster'],
    [[tcp({ weighted_clusters: {} })], 'Cluster: '],
    [[tcp({ cluster: 'BlackHoleCluster' })], 'Non-HTTP/Non-TCP'],
    [[{ name: 'renamed', typed_config: {} }], 'Non-HTTP/Non-TCP'],
    [[], 'Non-HTTP/Non-TCP'],
  ])('%j', (filters, cell) => {
    expect(destinationText({ filters })).toBe(cell);
  });

  it.each([
    [[http({})], [tcp({ cluster: 'x' })], 'HTTP+TCP'],
    [[http({})], [tcp({ cluster: 'BlackHoleCluster' })], 'HTTP'],
    [[tcp({ cluster: 'BlackHoleCluster' })], [], 'UNKNOWN'],
  ])('are what makes the type of a listener: %j %j', (filters, fallback, type) => {
    const listener = { filter_chains: [{ filters }], default_filter_chain: { filters: fallback } };
    expect(listenerType(listener)).toBe(type);
  });
});

describe('routes', () => {
  it.each([
    [{ prefix: '/a' }, '/a*'],
    [{ path_separated_prefix: '/api' }, 'PathPrefix:/api'],
    [{ path: '/exact' }, '/exact'],
    [{ safeRegex: { regex: '/r[0-9]+' } }, 'regex /r[0-9]+'],
    [{ connect_matcher: {} }, ''],
  ])('%j', (match, cell) => {
    expect(routeMatchText(match)).toBe(cell);
  });

  const host = (domains: readonly string[], ...routes: readonly object[]) => ({ domains, routes });
  const toCluster = (cluster: string) => ({ match: { prefix: '/' }, route: { cluster } });
  it.each([
    [[host(['*'], toCluster('inbound|80||'))], 'Cluster: inbound|80||'],
    [[host(['*'], toCluster('InboundPassthroughCluster'))], 'InboundPassthroughCluster'],
    [[host(['*'], toCluster('a'), toCluster('b'))], 'Inline Route: /*, /*'],
    [[host(['x', 'y'], { match: { safe_regex: { regex: '.*' } } })], 'Inline Route: x/y regex .*'],
    [[host(['*'], { match: { path: '/a' } }), host(['z'], { match: { prefix: '/' } })], 'Inline Route: /a; z /*'],
    [[], 'Inline Route: '],
  ])('%j', (virtual_hosts, cell) => {
    expect(inlineRouteText({ virtual_hosts })).toBe(cell);
  });
});

describe('matcher trees', () => {
  const action = (name: string) => ({ action: { name } });
  const tree = {
    matcher_tree: {
      input: { name: 'port' },
      exact_match_map: { map: { 443: action('tls'), 80: { matcher: { on_no_match: action('http') } } } },
      prefix_match_map: { map: { 9: action('nine') } },
    },
    on_no_match: {
      matcher: { matcher_tree: { input: { name: 'sni' }, exact_match_map: { map: { a: action('deep') } } } },
    },
  };

  it.each([
    ['tls', 'port=443'],
    ['http', 'port=80 -> ANY'],
    ['nine', 'port^9'],
    ['deep', 'ANY -> sni=a'],
    ['other', 'NONE'],
  ])('%s', (name, text) => {
    expect(matcherText(tree, name)).toBe(text);
  });
});

describe('addresses of endpoints', () => {
  it.each([
    [{ socketAddress: { address: '::1', portValue: 80 } }, { host: '::1', port: 80 }],
    [{ pipe: { path: '/run/x' } }, { host: 'unix:///run/x', port: 0 }],
    [
      { envoy_internal_address: { server_listener_name: 'inner', endpoint_id: '10.0.0.5:15008' } },
      { host: 'envoy://inner/10.0.0.5:15008', port: 0 },
    ],
    [undefined, { host: 'unknown', port: 0 }],
  ])('%j', (address, parts) => {
    expect(endpointAddress(address)).toEqual(parts);
  });
});
