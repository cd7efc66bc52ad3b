import { describe, expect, it } from 'vitest';
import type { Path } from '../../../src/model/diagnostic.ts';
import { envoyFilter } from '../../../src/validate/rules/envoy-filter/index.ts';
import { levelIn } from '../../../src/validate/rules/index.ts';
import { resourceOf } from '../../../src/validate/rules/resource.ts';
import { checkObject, documentsOf } from './support.ts';

const text = (patch: string) =>
  `{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: x}, spec: {configPatches: [${patch}]}}`;

/** Within the value or the match of the patch. */
const placeOf = (path: Path): string =>
  path
    .slice(4)
    .join('.')
    .replace(/^value[.]/, '');

/** Our codes without the one every EnvoyFilter draws, and istioctl's counts with it. */
function viewsOf(patch: string): string {
  const { refused, problems } = checkObject(documentsOf(text(patch))[0]);
  if (refused) return 'refused';
  const own = problems.filter((problem) => levelIn(problem, 'own') !== undefined && problem.code !== 'MSH2600');
  const count = (level: string) => problems.filter((problem) => levelIn(problem, 'reference') === level).length;
  return `${own.map(({ code, path }) => `${code}@${placeOf(path)}`).join(' ') || '-'} | ${count('error')} ${count('warning')}`;
}

const merge = (applyTo: string, value: string) => `{applyTo: ${applyTo}, patch: {operation: MERGE, value: ${value}}}`;
const typed = (name: string, fields = '') => `{name: a, typed_config: {"@type": type.googleapis.com/${name}${fields}}}`;
const LUA = 'envoy.extensions.filters.http.lua.v3.Lua';
const HCM = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

describe('the value of a patch', () => {
  it.each([
    ['names in both spellings', merge('CLUSTER', '{connect_timeout: 5s, lbPolicy: RANDOM}'), '- | 0 1'],
    ['a null', merge('CLUSTER', '{connect_timeout: null}'), '- | 0 1'],
    ['an enumeration nobody knows yet', merge('CLUSTER', '{lb_policy: BEST}'), '- | 0 1'],
    ['an enumeration that is no name', merge('CLUSTER', '{lb_policy: {}}'), 'MSH2618@lb_policy | 1 1'],
    ['numbers as text', merge('CLUSTER', '{per_connection_buffer_limit_bytes: "1024"}'), '- | 0 1'],
    [
      'half a byte',
      merge('CLUSTER', '{per_connection_buffer_limit_bytes: 1.5}'),
      'MSH2618@per_connection_buffer_limit_bytes | 1 1',
    ],
    ['a duration in minutes', merge('CLUSTER', '{connect_timeout: 1m}'), 'MSH2618@connect_timeout | 1 1'],
    ['a text for a truth value', merge('CLUSTER', '{respect_dns_ttl: "yes"}'), 'MSH2618@respect_dns_ttl | 1 1'],
    [
      'a text for a message',
      merge('CLUSTER', '{upstream_connection_options: x}'),
      'MSH2618@upstream_connection_options | 1 1',
    ],
    ['a mapping for a list', merge('CLUSTER', '{health_checks: {}}'), 'MSH2618@health_checks | 1 1'],
    [
      'a list for a map',
      merge('CLUSTER', '{typed_extension_protocol_options: []}'),
      'MSH2618@typed_extension_protocol_options | 1 1',
    ],
    ['two unknown fields, of which istioctl tells one', merge('CLUSTER', '{a: 1, b: 2}'), 'MSH2619@a MSH2619@b | 0 2'],
    [
      'an error, behind which istioctl tells no warning',
      merge('CLUSTER', '{a: 1, connect_timeout: 5}'),
      'MSH2619@a MSH2618@connect_timeout | 1 1',
    ],
    ['anything in the metadata', merge('CLUSTER', '{metadata: {filter_metadata: {istio: {a: [1, null]}}}}'), '- | 0 1'],
    [
      'an unknown field of a typed value',
      merge('HTTP_FILTER', typed(LUA, ', inline_cod: x')),
      'MSH2619@typed_config.inline_cod | 0 2',
    ],
    ['a typed value that is none', merge('HTTP_FILTER', '{name: a, typed_config: x}'), 'MSH2618@typed_config | 1 1'],
    [
      'a typed value without type',
      merge('HTTP_FILTER', '{name: a, typed_config: {a: 1}}'),
      'MSH2618@typed_config | 1 1',
    ],
    ['an empty typed value', merge('HTTP_FILTER', '{name: a, typed_config: {}}'), '- | 0 1'],
    ['a filter found by discovery', merge('HTTP_FILTER', '{name: a, config_discovery: {type_urls: [x]}}'), '- | 0 1'],
    [
      'a value of a wrapper type',
      merge('EXTENSION_CONFIG', typed('google.protobuf.StringValue', ', value: x')),
      '- | 0 1',
    ],
    [
      'any structure in a TypedStruct',
      merge('HTTP_FILTER', typed('udpa.type.v1.TypedStruct', ', type_url: x, value: {a: {"@type": b}}')),
      '- | 0 1',
    ],
    ["Istio's own filters", merge('HTTP_FILTER', typed('io.istio.http.peer_metadata.Config', ', a: 1')), '- | 0 1'],
    [
      'extensions of other builds',
      merge('HTTP_FILTER', typed('envoy.extensions.filters.http.golang.v3alpha.Config')),
      '- | 0 1',
    ],
    [
      'a type of another company',
      merge('HTTP_FILTER', typed('com.example.Filter')),
      'MSH2616@typed_config.@type | 1 1',
    ],
    [
      'a filter within a filter',
      merge('NETWORK_FILTER', typed(HCM, `, http_filters: [{name: b}, ${typed(LUA)}]`)),
      'MSH2620@typed_config.http_filters.0 | 0 2',
    ],
    ['nothing', merge('CLUSTER', 'null'), 'MSH2606@ | 1 1'],
  ])('%s', (_name, patch, expected) => expect(viewsOf(patch)).toBe(expected));

  it('is not looked at without the Envoy API', () => {
    const [document] = documentsOf(text(merge('CLUSTER', '{a: 1}')));
    const spec = { configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: { a: 1 } } }] };
    const resource = resourceOf({ document, spec, namespace: 'default', istioNamespace: 'istio-system' });
    expect([...envoyFilter(resource)].map(({ code }) => code)).toEqual(['MSH2600']);
  });
});

describe('the match of a patch', () => {
  const remove = (applyTo: string, match: string) =>
    `{applyTo: ${applyTo}, match: ${match}, patch: {operation: REMOVE}}`;

  it.each([
    ['for a waypoint is left to others', '{match: {context: WAYPOINT}}', '- | 0 1'],
    [
      'of a listener ends the patch',
      remove('LISTENER', '{cluster: {}}').replace('REMOVE', 'MERGE, value: {a: 1}'),
      'MSH2609@cluster | 1 1',
    ],
    [
      'of a cluster does not',
      remove('CLUSTER', '{listener: {}}').replace('REMOVE', 'MERGE, value: {a: 1}'),
      'MSH2609@listener MSH2619@a | 1 2',
    ],
    [
      'may be by a former name',
      remove(
        'HTTP_FILTER',
        '{listener: {filterChain: {filter: {name: envoy.http_connection_manager, subFilter: {name: envoy.cors}}}}}',
      ),
      'MSH2615@listener.filterChain.filter.name MSH2615@listener.filterChain.filter.subFilter.name | 0 3',
    ],
    ['of an extension configuration is free', remove('EXTENSION_CONFIG', '{cluster: {}}'), '- | 0 1'],
    [
      'by version may be wrong in two ways',
      remove('CLUSTER', `{proxy: {proxyVersion: "(${'a'.repeat(1024)}"}}`),
      'MSH2607@proxy.proxyVersion MSH2608@proxy.proxyVersion | 1 2',
    ],
  ])('%s', (_name, patch, expected) => expect(viewsOf(patch)).toBe(expected));
});
