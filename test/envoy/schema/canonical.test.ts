import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaModule } from '../../../scripts/envoy-schema.ts';
import { canonical } from '../../../src/envoy/schema/canonical.ts';
import { ROOT } from '../../support/paths.ts';

const CLUSTER = 'envoy.config.cluster.v3.Cluster';
const any = (type: string, fields: object) => ({ '@type': `type.googleapis.com/${type}`, ...fields });

describe('canonical', () => {
  it.each<[why: string, message: string, value: unknown, canon: unknown]>([
    ['names become camelCase', CLUSTER, { alt_stat_name: 'a' }, { altStatName: 'a' }],
    ['defaults go', CLUSTER, { name: '', lb_policy: 'ROUND_ROBIN', filters: [], respect_dns_ttl: false }, {}],
    ['a member of a oneof stays at its default', CLUSTER, { type: 'STATIC' }, { type: 'STATIC' }],
    ['numbers of enumerations become names', CLUSTER, { type: 3, lb_policy: 99 }, { type: 'EDS', lbPolicy: 99 }],
    [
      'wrappers keep their zero',
      CLUSTER,
      { per_connection_buffer_limit_bytes: 0 },
      { perConnectionBufferLimitBytes: 0 },
    ],
    ['numbers may be text', CLUSTER, { per_connection_buffer_limit_bytes: '7' }, { perConnectionBufferLimitBytes: 7 }],
    ['durations have 0, 3, 6 or 9 digits', CLUSTER, { connect_timeout: '0.5s' }, { connectTimeout: '0.500s' }],
    ['whole durations have none', CLUSTER, { connect_timeout: '10.000s' }, { connectTimeout: '10s' }],
    ['what is no duration stays', CLUSTER, { connect_timeout: 'soon' }, { connectTimeout: 'soon' }],
    ['an empty message stays', CLUSTER, { eds_cluster_config: {} }, { edsClusterConfig: {} }],
    ['null is absent', CLUSTER, { name: null, metadata: null }, {}],
    ['fields of a newer Envoy stay', CLUSTER, { from_the_future: { a_b: 1 } }, { fromTheFuture: { aB: 1 } }],
    [
      'keys of maps and of Struct stay as they are',
      CLUSTER,
      { metadata: { filter_metadata: { my_filter: { some_key: [{ in_list: null }] } } } },
      { metadata: { filterMetadata: { my_filter: { some_key: [{ in_list: null }] } } } },
    ],
    [
      'integers of 64 bits are text',
      'envoy.admin.v3.SimpleMetric',
      { name: 'x', value: 12 },
      { name: 'x', value: '12' },
    ],
    ['and their zero goes', 'envoy.admin.v3.SimpleMetric', { value: '0' }, {}],
    [
      'numbers of 32 bits are as short as they can be',
      'envoy.admin.v3.HostStatus',
      { success_rate: { value: 99.5 }, weight: 1 },
      { successRate: { value: 99.5 }, weight: 1 },
    ],
    ['bytes are standard base64', 'envoy.config.core.v3.DataSource', { inline_bytes: '-_8' }, { inlineBytes: '+/8=' }],
    [
      'times lose digits that say nothing',
      'envoy.admin.v3.ClustersConfigDump.StaticCluster',
      { last_updated: '2026-01-01T00:00:00.120Z', cluster: any(CLUSTER, { lb_policy: 'MAGLEV' }) },
      { lastUpdated: '2026-01-01T00:00:00.120Z', cluster: any(CLUSTER, { lbPolicy: 'MAGLEV' }) },
    ],
    [
      'typed values are read by their type',
      'envoy.config.core.v3.TypedExtensionConfig',
      { typed_config: any('google.protobuf.Duration', { value: '1.50s' }) },
      { typedConfig: any('google.protobuf.Duration', { value: '1.500s' }) },
    ],
    [
      'a type nobody knows is left alone',
      'envoy.config.core.v3.TypedExtensionConfig',
      { typed_config: any('example.Type', { some_field: 0 }) },
      { typedConfig: any('example.Type', { some_field: 0 }) },
    ],
    [
      'a type of a newer Envoy has names of JSON at least',
      'envoy.config.core.v3.TypedExtensionConfig',
      { typed_config: any('envoy.extensions.future.v3.Config', { some_field: { in_it: 0 } }) },
      { typedConfig: any('envoy.extensions.future.v3.Config', { someField: { inIt: 0 } }) },
    ],
    [
      'Istio’s own filters are known',
      'envoy.config.core.v3.TypedExtensionConfig',
      {
        typed_config: any('istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig', {
          alpn_override: [{ upstream_protocol: 0 }, { upstream_protocol: 'HTTP2', alpn_override: ['h2'] }],
        }),
      },
      {
        typedConfig: any('istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig', {
          alpnOverride: [{}, { upstreamProtocol: 'HTTP2', alpnOverride: ['h2'] }],
        }),
      },
    ],
  ])('%s', (_, message, value, canon) => {
    expect(canonical(message, value)).toEqual(canon);
  });

  it.each<[name: string, value: unknown, canon: unknown]>([
    ['Duration', '-1.500s', '-1.500s'],
    ['Timestamp', '2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.100Z'],
    ['Timestamp', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00Z'],
    ['Timestamp', 'yesterday', 'yesterday'],
    ['FloatValue', 0.10000000149011612, 0.1],
    ['FloatValue', 16777217.5, 16777218],
    ['FloatValue', 'NaN', 'NaN'],
    ['FloatValue', 3, 3],
    ['DoubleValue', '1.5', 1.5],
    ['Int64Value', 7, '7'],
    ['UInt64Value', '18446744073709551615', '18446744073709551615'],
    ['BytesValue', 'YQ', 'YQ=='],
    ['BoolValue', false, false],
    ['StringValue', '', ''],
    ['Struct', { a_b: { c_d: 1 } }, { a_b: { c_d: 1 } }],
  ])('%s in an Any: %j', (name, value, canon) => {
    const config = (inner: unknown) => any(`google.protobuf.${name}`, { value: inner });
    const message = 'envoy.config.core.v3.TypedExtensionConfig';
    expect(canonical(message, { typed_config: config(value) })).toEqual({ typedConfig: config(canon) });
  });

  it.each([
    ['an object without a type', {}],
    ['a type nobody knows', { '@type': 'type.googleapis.com/made.up.Secret' }],
    ['a type of an older Envoy', { '@type': 'type.googleapis.com/envoy.api.v2.auth.Secret' }],
  ])('blanks private keys, tickets and passwords in %s', (_, type) => {
    const inside = {
      ...type,
      name: 's',
      tls_certificate: { private_key: { inline_string: 'PRIVATE' }, password: { inlineBytes: 'PRIVATE=' } },
      session_ticket_keys: { keys: [{ inline_bytes: 'PRIVATE=' }] },
      genericSecret: { secret: { inline_string: 'PRIVATE' } },
      password: 'PRIVATE',
      list: [{ pkcs12: { filename: '/etc/key', inline_string: 'PRIVATE' } }],
    };
    const section = { dynamic_active_secrets: [{ name: 's', secret: inside }], of_a_newer_envoy: [inside] };
    const text = JSON.stringify(canonical('envoy.admin.v3.SecretsConfigDump', section));
    expect(text).not.toContain('PRIVATE');
    expect(text).toContain('/etc/key');
    expect(text).toContain('[redacted]');
  });

  it('blanks what the API marks as a secret, and keeps where it comes from', () => {
    const certificate = {
      private_key: { inline_string: 'k' },
      password: { inline_bytes: 'az==' },
      pkcs12: { filename: '/etc/key' },
    };
    expect(canonical('envoy.extensions.transport_sockets.tls.v3.TlsCertificate', certificate)).toEqual({
      privateKey: { inlineString: '[redacted]' },
      password: { inlineBytes: 'W3JlZGFjdGVkXQ==' },
      pkcs12: { filename: '/etc/key' },
    });
    const tickets = { keys: [{ inline_bytes: 'az==' }] };
    expect(canonical('envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys', tickets)).toEqual({
      keys: [{ inlineBytes: 'W3JlZGFjdGVkXQ==' }],
    });
  });

  it('gives the same when it is given its own result', () => {
    const dump: unknown = JSON.parse(readFileSync(join(ROOT, 'fixtures/envoy/shop.config_dump.json'), 'utf8'));
    const message = 'envoy.admin.v3.ConfigDump';
    const once = canonical(message, dump);
    expect(canonical(message, once)).toEqual(once);
  });
});

it('the table is what scripts/envoy-schema.ts makes of the package', () => {
  const table = readFileSync(join(ROOT, 'src/envoy/schema/table.ts'), 'utf8');
  expect(table === schemaModule()).toBe(true);
});
