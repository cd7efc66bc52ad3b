/** One mistake is one finding, whoever sees it. */
import type { Path } from '../model/diagnostic.ts';
import type { Layer, LayerProblem } from './problem.ts';

/** A mistake and the layers that see it, in the order they were asked. */
export interface Mistake extends LayerProblem {
  readonly layers: readonly Layer[];
}

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((step, index) => step === long[index]);
}

/** Whether two layers see the same: something at the same place, or one rule at a place and at what holds it. */
function isSame(one: LayerProblem, other: LayerProblem): boolean {
  if (one.level !== other.level) return false;
  const [short, long] = one.path.length <= other.path.length ? [one.path, other.path] : [other.path, one.path];
  return isPrefix(short, long) && (short.length === long.length || one.code === other.code);
}

/**
 * The problems of all layers, each mistake once. Where several layers see one, the words of the control plane's rules stand,
 * which say what is wrong for the mesh; else those of the first layer.
 */
export function mistakes(found: ReadonlyMap<Layer, readonly LayerProblem[]>): readonly Mistake[] {
  const merged: Mistake[] = [];
  for (const [layer, problems] of found) {
    for (const problem of problems) {
      const at = merged.findIndex((known) => !known.layers.includes(layer) && isSame(known, problem));
      const known = merged[at];
      if (known === undefined) merged.push({ ...problem, layers: [layer] });
      else {
        const words = layer === 'rules' && !problem.code.startsWith('MSH29') ? problem : known;
        merged[at] = { ...words, layers: [...known.layers, layer] };
      }
    }
  }
  return merged;
}
