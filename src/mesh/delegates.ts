/** A route of a root VirtualService and one of its delegate's, made into one. */
import type { StringMatch } from './types/common.ts';
import type { HttpMatch, HttpRoute } from './types/virtual-service.ts';

type UriMatch = StringMatch | undefined;

/** The narrower of two conditions on the path; `null` when they exclude each other or cannot be compared. */
function narrowerUri(root: UriMatch, child: UriMatch): UriMatch | null {
  if (root === undefined) return child;
  if (child === undefined) return root;
  // What two expressions have in common is no expression.
  if (root.regex !== undefined || child.regex !== undefined) return null;
  const exact = child.exact ?? '';
  if (root.exact !== undefined) return child.exact === root.exact ? child : null;
  if (child.exact !== undefined) return exact.startsWith(root.prefix ?? '') ? child : null;
  return (child.prefix ?? '').startsWith(root.prefix ?? '') ? child : null;
}

/** Conditions of which both sides may not set the same one. */
const SINGLE = ['scheme', 'method', 'authority', 'port', 'sourceNamespace'] as const;
const MAPS = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const;

function overlaps(root: object | undefined, child: object | undefined): boolean {
  return root !== undefined && child !== undefined && Object.keys(child).some((key) => Object.hasOwn(root, key));
}

/** Both conditions at once; `undefined` when they cannot be put into one. */
function mergeMatch(root: HttpMatch, child: HttpMatch): HttpMatch | undefined {
  const uri = narrowerUri(root.uri, child.uri);
  if (uri === null) return undefined;
  if (SINGLE.some((name) => root[name] !== undefined && child[name] !== undefined)) return undefined;
  if (MAPS.some((name) => overlaps(root[name], child[name]))) return undefined;
  const maps = Object.fromEntries(
    MAPS.filter((name) => root[name] !== undefined || child[name] !== undefined).map((name) => [
      name,
      { ...root[name], ...child[name] },
    ]),
  );
  const gateways = child.gateways ?? root.gateways;
  const names = [root.name, child.name].filter((name) => name !== undefined);
  return {
    ...root,
    ...child,
    ...maps,
    ...(uri === undefined ? {} : { uri }),
    ...(gateways === undefined ? {} : { gateways }),
    ...(names.length === 0 ? {} : { name: names.join('-') }),
  };
}

function mergeMatches(
  root: readonly HttpMatch[] | undefined,
  child: readonly HttpMatch[] | undefined,
): readonly HttpMatch[] | undefined {
  if (root === undefined || root.length === 0) return child ?? [];
  if (child === undefined || child.length === 0) return root;
  const merged = root.flatMap((outer) => child.map((inner) => mergeMatch(outer, inner)));
  const possible = merged.filter((match) => match !== undefined);
  return possible.length === 0 ? undefined : possible;
}

/** What a root may say for all routes it hands over; the delegate's own word comes first. */
const INHERITED = [
  'rewrite',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercent',
  'mirrorPercentage',
  'mirrors',
  'corsPolicy',
  'headers',
] as const;

/**
 * The route of a delegate under the conditions of the route that hands over to it: both must hold. `undefined` when they
 * cannot both hold, or can only be compared by evaluating expressions.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function mergeDelegate(root: HttpRoute, child: HttpRoute): HttpRoute | undefined {
  const match = mergeMatches(root.match, child.match);
  if (match === undefined) return undefined;
  const inherited = Object.fromEntries(
    INHERITED.filter((field) => root[field] !== undefined).map((field) => [field, root[field]]),
  );
  const names = [root.name, child.name].filter((name) => name !== undefined);
  return { ...inherited, ...child, match, ...(names.length === 0 ? {} : { name: names.join('-') }) };
}
