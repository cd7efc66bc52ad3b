import { json } from './json.ts';

/** The formats any value can be printed in. */
export type DocumentFormat = 'json' | 'yaml';

/** A value in one of the formats, ready to write. The YAML library is only loaded for YAML. */
export async function documentText(format: DocumentFormat, value: unknown): Promise<string> {
  if (format === 'json') return json(value);
  const { yaml } = await import('./yaml.ts');
  return yaml(value);
}
