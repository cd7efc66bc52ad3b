import type { AuthorizationPolicy } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { Telemetry } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The providers of the mesh config, by name. */
const providers = (context: Context): ReadonlySet<string> =>
  new Set(asList(meshConfigOf(context)['extensionProviders']).map((item) => asString(asMap(item)['name']) ?? ''));

interface NamedAt {
  readonly name: string;
  readonly path: Path;
}

const TELEMETRY_FIELDS = ['tracing', 'accessLogging', 'metrics'] as const;

/** The providers an object names. */
function* named(resource: AnalyzedResource): Generator<NamedAt> {
  if (resource.of === 'AuthorizationPolicy') {
    const { action, provider } = resource.spec as AuthorizationPolicy;
    if (action === 'CUSTOM' && provider?.name) yield { name: provider.name, path: ['spec', 'provider', 'name'] };
    return;
  }
  const spec: Readonly<Record<string, unknown>> = { ...(resource.spec as Telemetry) };
  for (const field of TELEMETRY_FIELDS) {
    for (const [i, entry] of asList(spec[field]).entries()) {
      for (const [j, provider] of asList(asMap(entry)['providers']).entries()) {
        const name = asString(asMap(provider)['name']);
        if (name) yield { name, path: ['spec', field, i, 'providers', j, 'name'] };
      }
    }
  }
}

const logging = (name: string): string =>
  doc('telemetry.istio.io/v1', 'Telemetry', 'shop/logs', `spec: {accessLogging: [{providers: [{name: ${name}}]}]}`);

/** Providers that are named are known. */
export const extensionProviders = analyzer({
  name: 'extension-providers',
  codes: ['MSH3041'],
  subjects: ['AuthorizationPolicy', 'Telemetry'],
  inputs: ['AuthorizationPolicy', 'MeshConfig', 'Telemetry'],
  description: 'The providers that policies and Telemetries name are in the mesh config.',
  examples: { bad: logging('envyo'), good: logging('envoy') },
  view: 'own',
  *analyze(resource, context) {
    const known = context.derive(providers);
    for (const { name, path } of named(resource)) {
      if (known.has(name)) continue;
      const meant = nearest(name, known);
      const finding = found('MSH3041', path, {
        message: `the mesh config has no provider ${quoted(name)}`,
        ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
      });
      // Without a mesh config nobody knows what that of the cluster has.
      yield context.settings.complete || context.settings.meshConfigGiven ? finding : uncertain(finding);
    }
  },
});
