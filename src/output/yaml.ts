import { stringify } from 'yaml';

/** A value as one YAML document, without anchors or folded lines. Fields that are `undefined` are left out. */
export function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
