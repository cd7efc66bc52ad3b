/** The providers of the mesh config, and who names them. */
import type { AuthorizationPolicy } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import type { Telemetry } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The providers of a mesh config, by name. */
export function providersIn(meshConfig: JsonMap): ReadonlyMap<string, JsonMap> {
  const providers = asList(meshConfig['extensionProviders']).map(asMap);
  return new Map(providers.map((provider) => [asString(provider['name']) ?? '', provider]));
}

/** A provider that is named, and where. */
export interface NamedProvider {
  readonly name: string;
  readonly path: Path;
}

const TELEMETRY_FIELDS = ['tracing', 'accessLogging', 'metrics'] as const;

/** The providers an AuthorizationPolicy or a Telemetry names. */
export function* namedProviders(resource: AnalyzedResource): Generator<NamedProvider> {
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
