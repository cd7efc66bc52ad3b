import { asList, getIn } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { meshConfigOf } from '../context.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import { fullName } from '../resource.ts';

const logging = (providers: string): string =>
  doc('telemetry.istio.io/v1', 'Telemetry', 'shop/logs', `spec: {accessLogging: [{providers: [${providers}]}]}`);

/** Logs go somewhere. */
export const telemetryProviders = analyzer({
  name: 'telemetry-providers',
  codes: ['IST0157'],
  subjects: ['Telemetry'],
  inputs: ['Telemetry', 'MeshConfig'],
  description: 'Access logs have a provider, of their own or of the mesh.',
  examples: { bad: logging(''), good: logging('{name: envoy}') },
  reference: 'telemetry.ProviderAnalyzer',
  *analyze(resource, context) {
    if (asList(getIn(meshConfigOf(context), ['defaultProviders', 'accessLogging'])).length > 0) return;
    for (const [index, { providers = [], disabled = false }] of (resource.spec.accessLogging ?? []).entries()) {
      if (providers.length > 0 || disabled) continue;
      yield found('IST0157', ['spec', 'accessLogging', index, 'providers'], {
        message: `the access logs of ${quoted(fullName(resource))} have no provider`,
        of: 'key',
      });
    }
  },
});
