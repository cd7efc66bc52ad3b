import { stringify } from 'yaml';

/**
 * A value as one YAML document, without anchors or folded lines; text that YAML 1.1 would read as something else, such as
 * `yes`, is quoted, because Kubernetes' readers do. Fields that are `undefined` are left out.
 */
export function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0 });
}
