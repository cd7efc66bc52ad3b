/** Field masks on plain data. @see https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask */
import { isMap } from '../../model/json.ts';

/** Fields that are kept, each with what is kept of it; `undefined` keeps it whole. */
export interface Mask extends Map<string, Mask | undefined> {}

/** Reads `a.b,c`: paths from the message's root, several after commas. */
export function parseMask(text: string): Mask {
  const root: Mask = new Map();
  for (const path of text.split(',')) {
    let at: Mask = root;
    const names = path.trim().split('.');
    for (const [index, name] of names.entries()) {
      const known = at.get(name);
      if (at.has(name) && known === undefined) break;
      const inner = index === names.length - 1 ? undefined : (known ?? new Map());
      at.set(name, inner);
      if (inner === undefined) break;
      at = inner;
    }
  }
  return root;
}

/**
 * What a mask keeps of a value: lists item by item, `@type` always. Fields that are not there are left out; `undefined` when
 * a message has none of the fields of the mask.
 */
export function masked(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => masked(item, mask) ?? []);
  if (!isMap(value)) return undefined;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (!mask.has(key)) continue;
    const inner = mask.get(key);
    const kept = inner === undefined ? item : masked(item, inner);
    if (kept !== undefined) out[key] = kept;
  }
  if (Object.keys(out).length === 0) return undefined;
  return value['@type'] === undefined ? out : { '@type': value['@type'], ...out };
}
