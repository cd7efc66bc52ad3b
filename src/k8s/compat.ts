import { asList, asString, isMap } from '../model/json.ts';
import { goYaml } from '../yaml/go-writer.ts';
import { decodeTyped } from './decode.ts';
import { rootType } from './types.ts';

function reencode(value: unknown): unknown {
  if (!isMap(value)) return value;
  const type = rootType(asString(value['apiVersion']) ?? '', asString(value['kind']) ?? '');
  return type === undefined ? value : encode(type, value);
}

function encode(type: string, value: unknown): unknown {
  const decoded = decodeTyped(type, value).value;
  if (type !== 'List' || !isMap(decoded)) return decoded;
  return { ...decoded, items: Array.isArray(decoded['items']) ? asList(decoded['items']).map(reencode) : null };
}

/**
 * An object as `istioctl kube-inject` prints it, which goes through Kubernetes' Go types: fields they do not have are
 * lost, empty structs appear, keys are sorted. The items of a List that carry pods go through their own types. Objects
 * of other kinds keep all their fields.
 */
export function encodeCompat(apiVersion: string, kind: string, value: unknown): string {
  const type = rootType(apiVersion, kind);
  return goYaml(type === undefined ? value : encode(type, value));
}
