/** One mistake is one finding, whoever sees it. */
import type { Level, Path } from '../model/diagnostic.ts';
import type { Layer, LayerProblem } from './problem.ts';

/** A mistake and the layers that see it, in the order they were asked. */
export interface Mistake extends LayerProblem {
  readonly layers: readonly Layer[];
}

/** What is wrong below a value of the wrong type follows from that. */
const WRONG_TYPE = 'MSH2902';

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((step, index) => step === long[index]);
}

/** Whether `inner`, at a place inside that of `outer` or at the same, is the same mistake. */
function isWithin(outer: LayerProblem, inner: LayerProblem): boolean {
  if (!isPrefix(outer.path, inner.path)) return false;
  return outer.path.length === inner.path.length || outer.code === inner.code || outer.code === WRONG_TYPE;
}

const isSame = (one: LayerProblem, other: LayerProblem): boolean => isWithin(one, other) || isWithin(other, one);

/** Whether the words of a problem say what is wrong for the mesh, and not only for a schema. */
const isOfMesh = ({ code }: LayerProblem): boolean => !code.startsWith('MSH29');

const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

/** Two views of a mistake as one: the words of the layer that knows more, the more exact place, the higher level. */
function joined(known: Mistake, problem: LayerProblem, layer: Layer): Mistake {
  const words = isOfMesh(problem) ? problem : known;
  const exact = problem.path.length > known.path.length && known.code !== WRONG_TYPE ? problem : known;
  const level = RANK[problem.level] > RANK[known.level] ? problem.level : known.level;
  const layers = known.layers.includes(layer) ? known.layers : [...known.layers, layer];
  const chosen = known.code === WRONG_TYPE && problem.path.length > known.path.length ? known : words;
  return { ...chosen, path: exact.path, of: exact.of, level, layers };
}

/** What the layers before a layer have found, to be found again. */
class Earlier {
  private readonly merged: Mistake[];
  private readonly count: number;
  private readonly layer: Layer;

  constructor(merged: Mistake[], layer: Layer) {
    this.merged = merged;
    this.count = merged.length;
    this.layer = layer;
  }

  /** Joins the problem to a mistake that is the same and `fits`; whether there was one. */
  join(problem: LayerProblem, fits: (known: Mistake) => boolean): boolean {
    const at = this.merged.findIndex((known, index) => {
      // Problems of one layer are never the same but below a wrong type.
      const fresh = index < this.count && (!known.layers.includes(this.layer) || known.code === WRONG_TYPE);
      return fresh && isSame(known, problem) && fits(known);
    });
    const known = this.merged[at];
    if (known !== undefined) this.merged[at] = joined(known, problem, this.layer);
    return known !== undefined;
  }
}

/** The problems of all layers, each mistake once. Of several mistakes at one place those with the same code are the same. */
export function mistakes(found: ReadonlyMap<Layer, readonly LayerProblem[]>): readonly Mistake[] {
  const merged: Mistake[] = [];
  for (const [layer, problems] of found) {
    const earlier = new Earlier(merged, layer);
    const others = problems.filter((problem) => !earlier.join(problem, ({ code }) => code === problem.code));
    const fresh = others.filter((problem) => !earlier.join(problem, () => true));
    merged.push(...fresh.map((problem) => ({ ...problem, layers: [layer] })));
  }
  return merged;
}
