import type { HttpMatch, VirtualService } from '../../mesh/types/virtual-service.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, gateway, pod, virtualService } from '../example.ts';
import { podIndex, selects } from '../facts/labels.ts';
import { seesPods } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

type Rules = AnalyzedResource<VirtualService>;

const CLAIM = /^@request\.auth\.claims(?:\.|\[)/;

/** The namespace whose policies are for all. */
const ROOT = 'istio-system';

interface ClaimAt {
  readonly key: string;
  readonly path: Path;
}

const FIELDS = ['headers', 'withoutHeaders'] as const;

/** The first claim that a route asks for. */
function claimOf({ spec }: Rules): ClaimAt | undefined {
  for (const [i, { match = [] }] of (spec.http ?? []).entries()) {
    for (const [j, condition] of match.entries()) {
      for (const field of FIELDS) {
        const key = keyIn(condition, field);
        if (key !== undefined) return { key, path: ['spec', 'http', i, 'match', j, field, key] };
      }
    }
  }
  return undefined;
}

const keyIn = (match: HttpMatch, field: (typeof FIELDS)[number]): string | undefined =>
  Object.keys(match[field] ?? {}).find((key) => CLAIM.test(key));

function isAuthenticated(each: AnalyzedResource, context: Context): boolean {
  const root = context.settings.view === 'reference' ? ROOT : context.settings.rootNamespace;
  return context
    .all('RequestAuthentication')
    .filter(({ namespace }) => namespace === root || namespace === each.namespace)
    .some(({ spec }) => selects(spec.selector?.matchLabels ?? {}, each.labels));
}

function* unauthenticated(rules: Rules, { key, path }: ClaimAt, context: Context): Generator<Found> {
  for (const name of rules.spec.gateways ?? []) {
    const slash = name.indexOf('/');
    const at =
      slash < 0
        ? { namespace: rules.namespace, name }
        : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
    const via = context.find('Gateway', at);
    if (!via) continue;
    for (const each of context.derive(podIndex).matching(via.spec.selector)) {
      if (isAuthenticated(each, context)) continue;
      const finding = found('IST0149', path, {
        message: `the route asks for ${quoted(key)}, but no RequestAuthentication reads tokens at the pod ${quoted(fullName(each))} of the gateway ${quoted(fullName(at))}`,
        of: 'key',
      });
      yield seesPods(context, each.namespace) ? finding : uncertain(finding);
    }
  }
}

const EDGE = docs(
  pod('shop/edge', '{app: edge}'),
  gateway(
    'shop/edge',
    '{selector: {app: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
  ),
  virtualService(
    'shop/web',
    '{hosts: [shop.example.com], gateways: [edge], http: [{match: [{headers: {"@request.auth.claims.group": {exact: admin}}}], route: [{destination: {host: web}}]}]}',
  ),
);
const tokens = (app: string): string =>
  doc(
    'security.istio.io/v1',
    'RequestAuthentication',
    'shop/jwt',
    `spec: {selector: {matchLabels: {app: ${app}}}, jwtRules: [{issuer: example.com}]}`,
  );

/** Claims of tokens are only known where tokens are read. */
export const routeClaims = analyzer({
  name: 'route-claims',
  codes: ['IST0149'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService', 'Gateway', 'Pod', 'RequestAuthentication'],
  description: 'Routes by claims of tokens are for gateways whose pods read tokens.',
  examples: { bad: docs(EDGE, tokens('other')), good: docs(EDGE, tokens('edge')) },
  reference: 'virtualservice.JWTClaimRouteAnalyzer',
  *analyze(resource, context) {
    const claim = claimOf(resource);
    if (claim) yield* unauthenticated(resource, claim, context);
  },
});
