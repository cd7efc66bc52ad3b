/** Selecting by labels, quickly over many pods. */

import type { Labels } from '../../mesh/types/common.ts';
import { stringMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** `k=v` pairs sorted by key, joined by commas; empty for a selector that takes everything. */
export function selectorText(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
}

/** Whether all labels of a selector are among these. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** Whether a selector asks for nothing. */
export const isEmpty = (selector: Labels | undefined): boolean =>
  selector === undefined || Object.keys(selector).length === 0;

type Pod = AnalyzedResource;

const append = (lists: Map<string, Pod[]>, key: string, pod: Pod): void => {
  const list = lists.get(key);
  if (list) list.push(pod);
  else lists.set(key, [pod]);
};

/** Objects by namespace and by label, so that a selector looks at few of them. */
export class LabelIndex {
  private readonly everywhere: readonly Pod[];
  private readonly byNamespace = new Map<string, Pod[]>();
  private readonly byLabel = new Map<string, Pod[]>();

  constructor(pods: readonly Pod[]) {
    this.everywhere = pods;
    for (const pod of pods) {
      append(this.byNamespace, pod.namespace, pod);
      for (const [key, value] of Object.entries(pod.labels)) {
        append(this.byLabel, `${key}=${value}`, pod);
        append(this.byLabel, `${pod.namespace}/${key}=${value}`, pod);
      }
    }
  }

  /** Those a selector takes, in their order; of one namespace only where it is named. An empty selector takes all. */
  matching(selector: Labels | undefined, namespace?: string): readonly Pod[] {
    const labels = selector ?? {};
    let candidates = namespace === undefined ? this.everywhere : (this.byNamespace.get(namespace) ?? []);
    for (const [key, value] of Object.entries(labels)) {
      const prefix = namespace === undefined ? '' : `${namespace}/`;
      const list = this.byLabel.get(`${prefix}${key}=${value}`) ?? [];
      if (list.length < candidates.length) candidates = list;
    }
    return candidates.filter((pod) => selects(labels, pod.labels));
  }
}

/** The pods there are. */
export function podIndex(context: Context): LabelIndex {
  return new LabelIndex(context.all('Pod'));
}

/** A resource's `spec.selector` as labels, for a Service. */
export function serviceSelector(service: AnalyzedResource): Labels {
  const { spec } = service.object;
  return typeof spec === 'object' && spec !== null && 'selector' in spec ? stringMap(spec.selector) : {};
}
