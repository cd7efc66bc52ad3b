/** Reading a pod out of an object and writing its changes back. */
import { asMap, getIn, isMap, type JsonMap, setIn } from '../model/json.ts';
import type { PodPlace } from './kinds.ts';
import type { Pod } from './pod.ts';

const TEXT_MAPS = ['labels', 'annotations'] as const;

/** Labels and annotations hold text; a number or a truth value somebody forgot to quote counts as its text, and nothing as the empty one, as the reference has it. */
function textual(metadata: JsonMap): JsonMap {
  const isText = (value: unknown): boolean => value !== null && typeof value !== 'number' && typeof value !== 'boolean';
  const odd = TEXT_MAPS.filter((key) => !Object.values(asMap(metadata[key])).every(isText));
  if (odd.length === 0) return metadata;
  const out: Record<string, unknown> = { ...metadata };
  for (const key of odd) {
    const entries = Object.entries(asMap(metadata[key]));
    out[key] = Object.fromEntries(entries.map(([name, value]) => [name, isText(value) ? value : String(value ?? '')]));
  }
  return out;
}

/** The pod of an object; where it has metadata twice, the union of both with the more specific winning. */
export function readPod(object: JsonMap, place: PodPlace): Pod {
  const spec = asMap(getIn(object, place.spec));
  const [only, ...more] = place.metadata.map((path) => textual(asMap(getIn(object, path))));
  if (more.length === 0) return { metadata: only ?? {}, spec };
  const all = [only ?? {}, ...more];
  const metadata: Record<string, unknown> = Object.assign({}, ...all);
  for (const key of TEXT_MAPS) {
    if (all.some((item) => isMap(item[key]))) metadata[key] = Object.assign({}, ...all.map((item) => asMap(item[key])));
  }
  return { metadata, spec };
}

/** What changed between two maps, put onto a third: keys added or changed are set, keys gone are removed. */
function transfer(target: unknown, before: JsonMap, after: JsonMap): unknown {
  const out: Record<string, unknown> = { ...asMap(target) };
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) delete out[key];
  for (const [key, value] of Object.entries(after)) if (before[key] !== value) out[key] = value;
  return Object.keys(out).length === 0 && target === undefined ? undefined : out;
}

function transferMetadata(target: unknown, before: JsonMap, after: JsonMap): unknown {
  const out: Record<string, unknown> = { ...asMap(target) };
  for (const key of TEXT_MAPS) {
    const next = transfer(out[key], asMap(before[key]), asMap(after[key]));
    if (next === undefined) delete out[key];
    else out[key] = next;
  }
  return Object.keys(out).length === 0 && target === undefined ? undefined : out;
}

/** The object with its pod changed from `before` to `after`; metadata that stands twice gets the same changes in both places. */
export function writePod(object: JsonMap, place: PodPlace, before: Pod, after: Pod): JsonMap {
  let next: unknown = setIn(object, place.spec, after.spec);
  for (const path of place.metadata) {
    const metadata =
      place.metadata.length === 1
        ? after.metadata
        : transferMetadata(getIn(next, path), before.metadata, after.metadata);
    const empty = isMap(metadata) && Object.keys(metadata).length === 0;
    // Metadata that lost everything goes, and what was never there does not appear.
    if (empty && Object.keys(before.metadata).length > 0) next = setIn(next, path, undefined);
    else if (metadata !== undefined && !(empty && getIn(object, path) === undefined))
      next = setIn(next, path, metadata);
  }
  return asMap(next);
}
