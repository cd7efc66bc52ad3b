import { asList, asMap, asString, deepEqual, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

const specOf = ({ object }: AnalyzedResource): JsonMap => asMap(object['spec']);

/** Parents and hosts of a route, each pair as one text; a route without hosts is for all of its parent's. */
function keysOf(route: AnalyzedResource): readonly string[] {
  const { parentRefs, hostnames } = specOf(route);
  const hosts = asList(hostnames).map(String);
  return asList(parentRefs).flatMap((item) => {
    const { group = '', kind = 'Gateway', name = '', namespace, sectionName = '', port = '' } = asMap(item);
    const parent = [group, kind, asString(namespace) ?? route.namespace, name, sectionName, port].join('/');
    return (hosts.length === 0 ? ['*'] : hosts).map((host) => `${parent} ${host}`);
  });
}

function routesByKey(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const route of context.all('HTTPRoute')) {
    for (const key of keysOf(route)) {
      const list = out.get(key);
      if (list) list.push(route);
      else out.set(key, [route]);
    }
  }
  return out;
}

/** What a rule matches; a rule that says nothing takes every path. */
function matchesOf(rule: unknown): readonly unknown[] {
  const matches = asList(asMap(rule)['matches']);
  return matches.length === 0 ? [{ path: { type: 'PathPrefix', value: '/' } }] : matches;
}

/** The first rule of a route that matches what one of another route does. */
function shared(one: AnalyzedResource, other: AnalyzedResource): number | undefined {
  const theirs = asList(specOf(other)['rules']).flatMap(matchesOf);
  const index = asList(specOf(one)['rules']).findIndex((rule) =>
    matchesOf(rule).some((match) => theirs.some((their) => deepEqual(match, their))),
  );
  return index < 0 ? undefined : index;
}

const routing = (name: string, prefix: string): string =>
  doc(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    `shop/${name}`,
    `spec: {parentRefs: [{name: edge}], hostnames: [a.example.com], rules: [{matches: [{path: {type: PathPrefix, value: ${prefix}}}], backendRefs: [{name: ${name}, port: 80}]}]}`,
  );

/** Each request to a parent is the business of one route. */
export const apiRouteOverlaps = analyzer({
  name: 'api-route-overlaps',
  codes: ['MSH3039'],
  subjects: ['HTTPRoute'],
  inputs: ['HTTPRoute'],
  description: 'HTTPRoutes of one parent and host do not match the same requests.',
  examples: {
    bad: docs(routing('one', '/a'), routing('two', '/a')),
    good: docs(routing('one', '/a'), routing('two', '/b')),
  },
  view: 'own',
  *analyze(resource, context) {
    const all = context.derive(routesByKey);
    const others = new Set(keysOf(resource).flatMap((key) => all.get(key) ?? []));
    for (const other of others) {
      const index = other === resource ? undefined : shared(resource, other);
      if (index === undefined) continue;
      yield found('MSH3039', ['spec', 'rules', index, 'matches'], {
        message: `the HTTPRoute ${quoted(fullName(other))} matches the same requests of the same parent; the older one gets them`,
        of: 'key',
      });
    }
  },
});
