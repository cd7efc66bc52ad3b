/** Configurations of extensions, known by the type beside them. */
import type { Any, TypedExtension } from '../../xds/resources/common.ts';

/** The configuration as the message its type names; `undefined` when it is of another type. */
export function typedConfig<T extends Any>(extension: TypedExtension | undefined, type: string): T | undefined {
  const config = extension?.typed_config;
  // `@type` says what the rest is: this is the border where the compile step's data is taken at its word.
  return config?.['@type'] === type ? (config as T) : undefined;
}
