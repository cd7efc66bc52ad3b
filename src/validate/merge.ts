/** One mistake is one finding, whoever sees it. */
import type { Level, Path } from '../model/diagnostic.ts';
import type { Layer, LayerProblem } from './problem.ts';

/** A mistake and the layers that see it, in the order they were asked. */
export interface Mistake extends LayerProblem {
  readonly layers: readonly Layer[];
}

/** What a schema says of a field, and a rule of what holds the field: it is missing, too small, or there twice. */
const OF_A_FIELD: ReadonlySet<string> = new Set(['MSH2904', 'MSH2907', 'MSH2908']);

/** What is wrong below a value of the wrong type follows from that. */
const WRONG_TYPE = 'MSH2902';

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((step, index) => step === long[index]);
}

/** Whether `inner`, at a place inside that of `outer` or at the same, is the same mistake. */
function isWithin(outer: LayerProblem, inner: LayerProblem): boolean {
  if (!isPrefix(outer.path, inner.path)) return false;
  const depth = inner.path.length - outer.path.length;
  if (depth === 0 || outer.code === inner.code || outer.code === WRONG_TYPE) return true;
  return depth === 1 && OF_A_FIELD.has(inner.code);
}

const isSame = (one: LayerProblem, other: LayerProblem): boolean => isWithin(one, other) || isWithin(other, one);

/** Whether the words of a problem say what is wrong for the mesh, and not only for a schema. */
const isOfMesh = ({ code }: LayerProblem): boolean => !code.startsWith('MSH29');

const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

/** Two views of a mistake as one: the better words, the more exact place, the higher level. */
function joined(known: Mistake, problem: LayerProblem, layer: Layer): Mistake {
  const words = !isOfMesh(known) && isOfMesh(problem) ? problem : known;
  const exact = problem.path.length > known.path.length && known.code !== WRONG_TYPE ? problem : known;
  const level = RANK[problem.level] > RANK[known.level] ? problem.level : known.level;
  const layers = known.layers.includes(layer) ? known.layers : [...known.layers, layer];
  const chosen = known.code === WRONG_TYPE ? known : words;
  return { ...chosen, path: exact.path, of: exact.of, level, layers };
}

/** The problems of all layers, each mistake once; problems of one layer are never the same but below a wrong type. */
export function mistakes(found: ReadonlyMap<Layer, readonly LayerProblem[]>): readonly Mistake[] {
  const merged: Mistake[] = [];
  for (const [layer, problems] of found) {
    const earlier = merged.length;
    for (const problem of problems) {
      const at = merged.findIndex((known, index) => {
        const fresh = index < earlier && (!known.layers.includes(layer) || known.code === WRONG_TYPE);
        return fresh && isSame(known, problem);
      });
      const known = merged[at];
      if (known === undefined) merged.push({ ...problem, layers: [layer] });
      else merged[at] = joined(known, problem, layer);
    }
  }
  return merged;
}
