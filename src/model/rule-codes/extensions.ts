import { error, warning } from './levels.ts';

/** Rules for EnvoyFilter, Telemetry, WasmPlugin, TrafficExtension and ProxyConfig. */
export const EXTENSIONS_CODES = {
  MSH2600: warning(
    'An EnvoyFilter depends on the insides of Envoy.',
    'Use another API where there is one, and look at the filter again before every upgrade.',
  ),
  MSH2603: error('A patch does not say what it is applied to.', 'Set applyTo.'),
  MSH2604: error('An entry of configPatches has no patch.', 'Add patch with operation and value.'),
  MSH2605: error('A patch has no operation.', 'Set patch.operation, such as MERGE.'),
  MSH2606: error('A patch has no value.', 'Add patch.value; only REMOVE needs none.'),
  MSH2607: warning(
    'The expression for versions of the proxy is too long and is ignored.',
    'Shorten proxyVersion to 1024 characters.',
  ),
  MSH2608: error(
    'The expression for versions of the proxy is not in the language of RE2.',
    'Write a regular expression, such as ^1\\.2[0-9].*.',
  ),
  MSH2609: error(
    'A patch is matched by something other than what it is applied to.',
    'Match listeners, their filter chains and filters by listener, routes by routeConfiguration, clusters by cluster.',
  ),
  MSH2610: warning(
    'A patch of a listener or filter chain is matched by a filter.',
    'Remove the filter; it does not narrow the match.',
  ),
  MSH2611: error('A match by filter has no name.', 'Set filter.name.'),
  MSH2612: error(
    'A match by an inner filter stands in a patch that is not of an HTTP filter.',
    'Set applyTo to HTTP_FILTER, or remove subFilter.',
  ),
  MSH2613: error(
    'A match by an inner filter is not within the HTTP connection manager.',
    'Set filter.name to envoy.filters.network.http_connection_manager.',
  ),
  MSH2614: error('A match by an inner filter has no name.', 'Set subFilter.name.'),
  MSH2615: warning('A filter is called by an old name.', 'Use the new name; Envoy no longer knows the old one.'),
  MSH2616: error(
    'A value is of a type Envoy does not have.',
    'Correct the type URL; see https://www.envoyproxy.io/docs/envoy/latest/api-v3/api.',
  ),
  MSH2617: error(
    "A value is of a type of Envoy's former API.",
    'Use the type of the third version; its package ends in v3.',
  ),
  MSH2618: error(
    "A value does not fit the field of Envoy's API.",
    'Correct the value; see https://www.envoyproxy.io/docs/envoy/latest/api-v3/api.',
  ),
  MSH2619: warning('A value has a field Envoy does not have.', 'Correct the name; the field is ignored.'),
  MSH2620: warning(
    'An extension is named, but not configured.',
    'Add typed_config with the type of the configuration; the name alone no longer says it.',
  ),
  MSH2800: error('A provider has no name.', 'Name one of the extension providers of the mesh configuration.'),
  MSH2801: warning('Tracing has several entries.', 'Merge them; one is used.'),
  MSH2802: warning('Tracing has several providers.', 'Keep one.'),
  MSH2803: error('A tag has an empty name.', 'Name the tag.'),
  MSH2804: error('A tag has an empty value.', 'Set literal.value.'),
  MSH2805: error('A tag is read from a header without name.', 'Set header.name.'),
  MSH2806: error('A tag is read from an environment variable without name.', 'Set environment.name.'),
  MSH2807: error('The share of traced requests is not between 0 and 100.', 'Write a number from 0 to 100.'),
  MSH2808: error(
    'A tag of a metric is to be set, but has no value.',
    'Set value to an expression, or operation to REMOVE.',
  ),
  MSH2809: error(
    'A tag of a metric is to be removed, but has a value.',
    'Remove the value, or set operation to UPSERT.',
  ),
  MSH2810: error('The name of a metric is empty.', 'Set customMetric to the name, or use metric.'),
  MSH2811: error(
    'The filter of an access log is not an expression in CEL.',
    'Correct the expression; see https://github.com/google/cel-spec/blob/master/doc/langdef.md.',
  ),
  MSH2820: error(
    'A WebAssembly filter has no url.',
    'Set url to an image (oci://…), a file (file://…) or an address (https://…).',
  ),
  MSH2821: error('The url of a WebAssembly filter cannot be read.', 'Correct the url.'),
  MSH2822: error(
    'A WebAssembly filter is to be loaded in a way there is not.',
    'Use oci, file, http or https; without scheme it is an image.',
  ),
  MSH2823: error(
    'The digest of a WebAssembly filter has the wrong length.',
    'Write the 64 characters of the SHA-256 digest, without sha256: before them.',
  ),
  MSH2824: error(
    'The digest of a WebAssembly filter is not written in hexadecimal.',
    'Use 0-9 and a-f, in small letters.',
  ),
  MSH2825: error('A name is too long.', 'Shorten it; names of Secrets have at most 253 characters, others 256.'),
  MSH2826: error('An environment variable of a WebAssembly filter has no name.', 'Set name.'),
  MSH2827: error('An environment variable of a WebAssembly filter is set twice.', 'Remove one of them.'),
  MSH2828: error(
    'An environment variable of a WebAssembly filter has a value, but takes that of the proxy.',
    'Remove the value, or set valueFrom to INLINE.',
  ),
  MSH2840: error('A TrafficExtension has neither wasm nor lua.', 'Add one of them.'),
  MSH2841: error('A Lua filter has no code.', 'Set inlineCode.'),
  MSH2842: error('The code of a Lua filter is larger than 64 KiB.', 'Shorten it, or write the filter in WebAssembly.'),
  MSH2870: error(
    'The concurrency of a proxy is negative.',
    'Write the number of threads; 0 is one for each processor.',
  ),
} as const;
