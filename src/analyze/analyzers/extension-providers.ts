import { nearest } from '../../model/suggest.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { doc } from '../example.ts';
import { namedProviders, providersIn } from '../facts/providers.ts';
import { quoted } from '../facts/wording.ts';

/** The names of the providers of the mesh config. */
const providers = (context: Context): ReadonlySet<string> => new Set(providersIn(meshConfigOf(context)).keys());

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
    for (const { name, path } of namedProviders(resource)) {
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
