/** How much of the world is in the input: what is missing there may still exist. */

import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Whether nobody wrote the object: it stands for what an installation brings. */
export const isAssumed = ({ origin }: AnalyzedResource): boolean =>
  origin.file === undefined && origin.cluster === undefined;

/** The namespaces that have objects of a kind in an input. */
export interface Seen {
  readonly Pod: ReadonlySet<string>;
  readonly Service: ReadonlySet<string>;
}

function namespacesWith(kind: keyof Seen) {
  return (context: Context): ReadonlySet<string> => {
    const written = context
      .all(kind)
      // The ones that are assumed say nothing about the input.
      .filter((each) => !isAssumed(each))
      .map(({ namespace }) => namespace);
    return new Set([...written, ...(context.settings.seenBefore?.[kind] ?? [])]);
  };
}

const podNamespaces = namespacesWith('Pod');
const serviceNamespaces = namespacesWith('Service');

/** What the input has objects of: what of it is gone later was removed, and is nowhere else. */
export function seenIn(context: Context): Seen {
  return { Pod: context.derive(podNamespaces), Service: context.derive(serviceNamespaces) };
}

function sees(context: Context, namespaces: ReadonlySet<string>, namespace: string | undefined): boolean {
  const { view, complete } = context.settings;
  if (view === 'reference' || complete) return true;
  return namespace === undefined ? namespaces.size > 0 : namespaces.has(namespace);
}

/** Whether the input has pods of the namespace (of any, when none is named), so that one that is missing is missing. */
export function seesPods(context: Context, namespace?: string): boolean {
  return sees(context, context.derive(podNamespaces), namespace);
}

/** As {@link seesPods}, for Services. */
export function seesServices(context: Context, namespace?: string): boolean {
  return sees(context, context.derive(serviceNamespaces), namespace);
}
