import type { ExampleSource } from './example.ts';
import { ef, pc, te, tel, wasm } from './kinds.ts';

/** Examples for a patch. */
const patch = (parts: string, bad: string, good: string): ExampleSource =>
  ef.spec(`{configPatches: [{${parts}}]}`, bad, good);

const REMOVE = 'patch: {operation: REMOVE}';

const filter = (applyTo: string, parts: string, bad: string, good: string): ExampleSource =>
  patch(`applyTo: ${applyTo}, match: {listener: {filterChain: {filter: {${parts}}}}}, ${REMOVE}`, bad, good);

const MANAGER = 'name: envoy.filters.network.http_connection_manager';

/** Examples for an HTTP filter that is put in. */
const inserted = (value: string, bad: string, good: string): ExampleSource =>
  patch(`applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {${value}}}`, bad, good);

const tag = (parts: string, bad: string, good: string): ExampleSource =>
  tel.spec(`{tracing: [{customTags: {${parts}}}]}`, bad, good);

const metricTag = (parts: string, bad: string, good: string): ExampleSource =>
  tel.spec(`{metrics: [{overrides: [{tagOverrides: {source_zone: {${parts}}}}]}]}`, bad, good);

const plugin = (parts: string, bad: string, good: string): ExampleSource =>
  wasm.spec(`{url: "oci://registry.example.com/filter:1.0", ${parts}}`, bad, good);

const DIGEST = '0123456789abcdef'.repeat(4);

/** Examples for the rules for EnvoyFilter, Telemetry, WasmPlugin, TrafficExtension and ProxyConfig. */
export const EXTENSIONS_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2603: patch(`$$${REMOVE}`, '', 'applyTo: CLUSTER, '),
  MSH2604: patch('applyTo: CLUSTER$$', '', `, ${REMOVE}`),
  MSH2605: patch('applyTo: CLUSTER, patch: {$$value: {connect_timeout: 5s}}', '', 'operation: MERGE, '),
  MSH2606: patch('applyTo: CLUSTER, patch: {operation: MERGE$$}', '', ', value: {connect_timeout: 5s}'),
  MSH2607: patch(`applyTo: CLUSTER, match: {proxy: {proxyVersion: "$$"}}, ${REMOVE}`, '1'.repeat(1025), '^1[.]2.*'),
  MSH2608: patch(`applyTo: CLUSTER, match: {proxy: {proxyVersion: "$$"}}, ${REMOVE}`, '1.(2', '1.2.*'),
  MSH2609: patch(`applyTo: CLUSTER, match: {$$}, ${REMOVE}`, 'listener: {portNumber: 80}', 'cluster: {portNumber: 80}'),
  MSH2610: filter('$$', MANAGER, 'FILTER_CHAIN', 'NETWORK_FILTER'),
  MSH2611: filter('NETWORK_FILTER', 'name: $$', '""', 'envoy.filters.network.tcp_proxy'),
  MSH2612: filter('$$', `${MANAGER}, subFilter: {name: envoy.filters.http.router}`, 'NETWORK_FILTER', 'HTTP_FILTER'),
  MSH2613: filter(
    'HTTP_FILTER',
    'name: envoy.filters.network.$$, subFilter: {name: envoy.filters.http.router}',
    'tcp_proxy',
    'http_connection_manager',
  ),
  MSH2614: filter('HTTP_FILTER', `${MANAGER}, subFilter: {name: $$}`, '""', 'envoy.filters.http.router'),
  MSH2615: filter('NETWORK_FILTER', 'name: $$', 'envoy.tcp_proxy', 'envoy.filters.network.tcp_proxy'),
  MSH2616: inserted(
    'name: shop.lua, typed_config: {"@type": type.googleapis.com/$$}',
    'envoy.extensions.filters.http.luna.v3.Luna',
    'envoy.extensions.filters.http.lua.v3.Lua',
  ),
  MSH2617: inserted(
    'name: shop.lua, typed_config: {"@type": type.googleapis.com/$$}',
    'envoy.config.filter.http.lua.v2.Lua',
    'envoy.extensions.filters.http.lua.v3.Lua',
  ),
  MSH2618: patch('applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: $$}}', '5 seconds', '5s'),
  MSH2619: patch('applyTo: CLUSTER, patch: {operation: MERGE, value: {$$: 5s}}', 'conect_timeout', 'connect_timeout'),
  MSH2620: inserted(
    'name: envoy.filters.http.cors$$',
    '',
    ', typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}',
  ),
  MSH2800: tel.spec('{accessLogging: [{providers: [{name: $$}]}]}', '""', 'envoy'),
  MSH2801: tel.spec('{tracing: [{randomSamplingPercentage: 10}$$]}', ', {enableIstioTags: true}', ''),
  MSH2802: tel.spec('{tracing: [{providers: [{name: zipkin}$$]}]}', ', {name: jaeger}', ''),
  MSH2803: tag('$$: {literal: {value: blue}}', '""', 'team'),
  MSH2804: tag('team: {literal: {value: $$}}', '""', 'blue'),
  MSH2805: tag('team: {header: {name: $$}}', '""', 'x-team'),
  MSH2806: tag('team: {environment: {name: $$}}', '""', 'TEAM'),
  MSH2807: tel.spec('{tracing: [{randomSamplingPercentage: $$}]}', '150', '15'),
  MSH2808: metricTag('operation: UPSERT$$', '', ', value: "source.labels.zone"'),
  MSH2809: metricTag('operation: REMOVE$$', ', value: zone', ''),
  MSH2810: tel.spec('{metrics: [{overrides: [{match: {customMetric: $$}, disabled: true}]}]}', '""', 'shop_orders'),
  MSH2811: tel.spec('{accessLogging: [{filter: {expression: "response.code >= $$"}}]}', '', '400'),
  MSH2820: wasm.spec('{pluginName: shop$$}', '', ', url: "oci://registry.example.com/filter:1.0"'),
  MSH2821: wasm.spec('{url: "registry.example.com$$/filter:1.0"}', '%zz', ''),
  MSH2822: wasm.spec('{url: "$$://registry.example.com/filter.wasm"}', 'ftp', 'https'),
  MSH2823: plugin('sha256: $$', 'sha256:abc', `"${DIGEST}"`),
  MSH2824: plugin('sha256: "$$"', DIGEST.toUpperCase(), DIGEST),
  MSH2825: plugin('imagePullSecret: $$', 'a'.repeat(254), 'registry'),
  MSH2826: plugin('vmConfig: {env: [{name: $$, value: blue}]}', '""', 'TEAM'),
  MSH2827: plugin('vmConfig: {env: [{name: TEAM, value: blue}, {name: $$, value: green}]}', 'TEAM', 'COLOUR'),
  MSH2828: plugin('vmConfig: {env: [{name: TEAM, value: blue, valueFrom: $$}]}', 'HOST', 'INLINE'),
  MSH2840: te.spec('{phase: AUTHZ$$}', '', ', lua: {inlineCode: function envoy_on_request(handle) end}'),
  MSH2841: te.spec('{lua: {inlineCode: $$}}', '""', 'function envoy_on_request(handle) end'),
  MSH2842: te.spec('{lua: {inlineCode: "$$"}}', `-- ${'x'.repeat(64 * 1024)}`, 'function envoy_on_request(handle) end'),
  MSH2870: pc.spec('{concurrency: $$}', '-1', '2'),
};

const LOGGED = 'name: envoy';

/** An access log by a patch, and by the API that is there for it. */
export const INSTEAD_OF_PATCHES: readonly [bad: ExampleSource, good: ExampleSource] = [
  patch(`applyTo: NETWORK_FILTER, match: {context: SIDECAR_INBOUND}, $$`, REMOVE, REMOVE),
  tel.spec('{accessLogging: [{providers: [{$$}]}]}', LOGGED, LOGGED),
];
