import { isMap } from '../../model/json.ts';
import { YamlLoadError } from '../../yaml/load.ts';
import { analyzer, found } from '../analyzer.ts';
import { embedded, isOfControlPlane } from '../defaults.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const KEYS = ['mesh', 'meshNetworks'] as const;

/** Why what stands below a key cannot be used; `undefined` when it can. */
function problem(config: AnalyzedResource, key: (typeof KEYS)[number]): string | undefined {
  try {
    const value = embedded(config, key);
    return value === undefined || value === null || isMap(value) ? undefined : 'it is no mapping';
  } catch (error) {
    if (error instanceof YamlLoadError) return error.message;
    throw error;
  }
}

const holding = (mesh: string): string =>
  doc('v1', 'ConfigMap', 'istio-system/istio', `data: {mesh: ${JSON.stringify(mesh)}}`);

/** The configuration of the mesh can be read. */
export const meshConfig = analyzer({
  name: 'mesh-config',
  codes: ['MSH3042'],
  subjects: ['ConfigMap'],
  inputs: ['ConfigMap'],
  description: 'The ConfigMap of the control plane holds a mesh config, and networks, that can be read.',
  examples: { bad: holding('trustDomain: ['), good: holding('trustDomain: example.com') },
  view: 'own',
  *analyze(resource, { settings }) {
    if (!isOfControlPlane(resource, settings.istioNamespace)) return;
    for (const key of KEYS) {
      const reason = problem(resource, key);
      if (reason === undefined) continue;
      yield found('MSH3042', ['data', key], {
        message: `what the control plane reads from ${quoted(key)} cannot be read: ${reason}`,
        of: 'key',
      });
    }
  },
});
