import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { doc, docs } from '../example.ts';
import { quoted } from '../facts/wording.ts';

/** Names of the providers of that kind. */
function lightstepProviders(context: Context): ReadonlySet<string> {
  const providers = asList(meshConfigOf(context)['extensionProviders']).map(asMap);
  return new Set(providers.filter(({ lightstep }) => lightstep !== undefined).map(({ name }) => asString(name) ?? ''));
}

const MESH =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: istio-system, name: istio}\n' +
  'data: {mesh: "extensionProviders: [{name: ls, lightstep: {service: ls, port: 443}}, {name: otel, opentelemetry: {service: otel, port: 4317}}]"}\n';
const tracing = (provider: string): string =>
  doc('telemetry.istio.io/v1', 'Telemetry', 'shop/traces', `spec: {tracing: [{providers: [{name: ${provider}}]}]}`);

/** Lightstep is reached by another protocol now. */
export const telemetryLightstep = analyzer({
  name: 'telemetry-lightstep',
  codes: ['IST0002'],
  subjects: ['Telemetry'],
  inputs: ['Telemetry', 'MeshConfig'],
  description: 'Traces do not go to a provider of the deprecated kind "lightstep".',
  examples: { bad: docs(MESH, tracing('ls')), good: docs(MESH, tracing('otel')) },
  reference: 'telemetry.LightstepAnalyzer',
  *analyze({ spec }, context) {
    const deprecated = context.derive(lightstepProviders);
    for (const [i, { providers = [] }] of (spec.tracing ?? []).entries()) {
      for (const [j, { name = '' }] of providers.entries()) {
        if (!deprecated.has(name)) continue;
        yield found('IST0002', ['spec', 'tracing', i, 'providers', j, 'name'], {
          message: `the provider ${quoted(name)} is of the deprecated kind "lightstep", "opentelemetry" takes its place`,
        });
      }
    }
  },
});
