/** Where in the files something comes from that an Envoy talks about. */
import { asString, entry, getIn } from '../../model/json.ts';
import { inlineRoutes } from '../../xds/bootstrap.ts';
import type { Snapshot, Source } from '../../xds/snapshot.ts';

/** The path of a field in a configuration, in the words of Envoy's readers. */
const FIELD = /\bstatic_resources((?:\.[a-z_]+|\.<any>|\[\d+\])+)/;
const STEP = /\.([a-z_]+)|\[(\d+)\]/g;

function textOf({ origin, range }: Source): string {
  const { file = '' } = origin;
  return range === undefined ? file : `${file}:${range.start.line}`;
}

/** The innermost resource on the way to the field that is named. */
function byField(snapshot: Snapshot, text: string): Source | undefined {
  const steps = [...(FIELD.exec(text)?.[1] ?? '').matchAll(STEP)].map(([, name, index]) => name ?? Number(index));
  const root = { listeners: inlineRoutes(snapshot), clusters: snapshot.clusters };
  const passed = steps.map((_, count) => getIn(root, steps.slice(0, count + 1)));
  const sources = passed.map((value) =>
    typeof value === 'object' && value !== null ? snapshot.sources.get(value) : undefined,
  );
  return sources.findLast((source) => source !== undefined);
}

/** The resource with the longest of the names in the text. */
function byName(snapshot: Snapshot, text: string): Source | undefined {
  const named = [...snapshot.sources].flatMap(([object, source]) => {
    const name = asString(entry(object, 'name')) ?? '';
    return name !== '' && text.includes(name) ? [{ length: name.length, source }] : [];
  });
  return named.toSorted((a, b) => b.length - a.length)[0]?.source;
}

/** `file:line` of what a text is about; empty when nothing of it is known. */
export function placeIn(snapshot: Snapshot, text: string): string {
  const source = byField(snapshot, text) ?? byName(snapshot, text);
  return source === undefined ? '' : textOf(source);
}
