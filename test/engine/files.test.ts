import { describe, expect, it } from 'vitest';
import {
  dynamicBootstrap,
  type ResourceFile,
  type Resources,
  resourceFiles,
  staticConfiguration,
} from '../../src/engine/files.ts';

const MANAGER = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const FILE_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';

const NOTHING: Resources = { listeners: [], routes: [], clusters: [], secrets: [] };

function gateway(path: string): Resources['listeners'][number] {
  const access_log = [{ name: 'log', typed_config: { '@type': FILE_LOG, path } }];
  const typed_config = { '@type': MANAGER, stat_prefix: 'p', rds: { route_config_name: 'http.80' }, access_log };
  return {
    name: 'l',
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
    filter_chains: [{ filters: [{ name: 'm', typed_config }] }],
  };
}

const parsed = ({ text }: ResourceFile): unknown => JSON.parse(text);

describe('files for an Envoy', () => {
  it('name the file of their routes, and do not share ports', () => {
    const files = resourceFiles('/f', { ...NOTHING, listeners: [gateway('/l')], routes: [{ name: 'http.80' }] });
    const [route] = files.routes;
    const source = { path_config_source: { path: `/f/${route?.name}` }, resource_api_version: 'V3' };
    const rds = { route_config_name: 'http.80', config_source: source };
    expect(parsed(files.listeners)).toMatchObject({
      resources: [{ enable_reuse_port: false, filter_chains: [{ filters: [{ typed_config: { rds } }] }] }],
    });
    expect(route?.name).toMatch(/^routes-[0-9a-f]+\.json$/);
  });

  it('have a version that changes with the content and with nothing else', () => {
    const of = (timeout: string) =>
      resourceFiles('/f', { ...NOTHING, clusters: [{ name: 'a', connect_timeout: timeout }] }).clusters;
    expect(of('1s')).toEqual(of('1s'));
    expect(of('1s').version).not.toBe(of('2s').version);
  });

  it('keep clusters that are about to go, the new one of two with one name', () => {
    const clusters = [{ name: 'a', connect_timeout: '2s' }];
    const kept = [{ name: 'a', connect_timeout: '1s' }, { name: 'b' }];
    const { resources } = parsed(resourceFiles('/f', { ...NOTHING, clusters }, kept).clusters) as {
      readonly resources: unknown;
    };
    expect(resources).toMatchObject([{ name: 'a', connect_timeout: '2s' }, { name: 'b' }]);
  });

  it('write logs for standard output to the open stream', () => {
    const { text } = resourceFiles('/f', { ...NOTHING, listeners: [gateway('/dev/stdout')] }).listeners;
    expect(text).toContain('StdoutAccessLog');
    expect(text).not.toContain('/dev/stdout');
    expect(JSON.stringify(staticConfiguration({}, { ...NOTHING, listeners: [gateway('/dev/stdout')] }))).not.toContain(
      '/dev/stdout',
    );
  });

  it('leave other logs and unknown routes as they are', () => {
    const { text } = resourceFiles('/f', { ...NOTHING, listeners: [gateway('/var/log/x')] }).listeners;
    expect(text).toContain('"path":"/var/log/x"');
    expect(text).toContain('"rds":{"route_config_name":"http.80"}');
  });

  it('hold secrets, which TLS contexts name by file', () => {
    const common_tls_context = {
      tls_certificate_sds_secret_configs: [{ name: 's' }, { name: 'other' }],
      combined_validation_context: { validation_context_sds_secret_config: { name: 's' } },
    };
    const typed_config = { '@type': 'tls', common_tls_context };
    const clusters = [{ name: 'a', transport_socket: { name: 't', typed_config } }];
    const files = resourceFiles('/f', { ...NOTHING, clusters, secrets: [{ name: 's' }] });
    const [secret] = files.secrets;
    const sds_config = { path_config_source: { path: `/f/${secret?.name}` }, resource_api_version: 'V3' };
    expect(parsed(files.clusters)).toMatchObject({
      resources: [
        {
          transport_socket: {
            typed_config: {
              common_tls_context: {
                tls_certificate_sds_secret_configs: [{ name: 's', sds_config }, { name: 'other' }],
                combined_validation_context: { validation_context_sds_secret_config: { name: 's', sds_config } },
              },
            },
          },
        },
      ],
    });
    expect(files.clusters.text).not.toContain('{"name":"other","sds_config"');
  });

  it('are followed by the bootstrap', () => {
    const admin = { pipe: { path: '/f/a' } };
    expect(dynamicBootstrap({ node: { id: 'n' } }, '/f', admin)).toEqual({
      node: { id: 'n' },
      admin: { address: admin },
      dynamic_resources: {
        cds_config: { path_config_source: { path: '/f/clusters.json' }, resource_api_version: 'V3' },
        lds_config: { path_config_source: { path: '/f/listeners.json' }, resource_api_version: 'V3' },
      },
    });
  });
});
