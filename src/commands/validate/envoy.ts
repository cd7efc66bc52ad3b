import type { EnvoyTypes } from '../../validate/rules/envoy-filter/envoy-types.ts';
import type { Validation } from '../../validate/validate.ts';

/** Only these have a use for the Envoy API, which is large. */
const NEEDED_BY = 'EnvoyFilter';

/** A validation that knows the Envoy API if the text has a use for it. */
export async function withEnvoy(validation: Validation, text: string): Promise<Validation> {
  if (validation.envoy !== undefined || !validation.layers.has('rules') || !text.includes(NEEDED_BY)) return validation;
  const { messageOf, fieldsOf } = await import('../../envoy/schema/schema.ts');
  const envoy: EnvoyTypes = { messageOf, fieldsOf };
  return { ...validation, envoy };
}
