/** Paths of fields as rules write them: `spec.http[*].route`, `metadata.labels["istio.io/rev"]`. */
import type { Path } from '../../model/diagnostic.ts';
import { EACH } from './rule.ts';

const STEP = /(?:^|\.)([A-Za-z_][\w-]*)|\[(\d+)\]|\[(\*)\]|\[(?:"([^"]*)"|'([^']*)')\]/y;

/** The steps of a path; `undefined` for a text that is none. An empty text is the path of the whole. */
export function fieldPath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, name, index, star, double, single] = match;
    steps.push(index === undefined ? (name ?? (star && EACH) ?? double ?? single ?? '') : Number(index));
  }
  return steps;
}
