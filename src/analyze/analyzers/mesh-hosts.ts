import type { VirtualService } from '../../mesh/types/virtual-service.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, virtualService } from '../example.ts';
import { EVERYWHERE, hostsMatch, scopesOf, wholeHost } from '../facts/hosts.ts';
import { listed, quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

type Rules = AnalyzedResource<VirtualService>;

/** A host that several VirtualServices want, in the words of one of them. */
interface Claim {
  readonly key: string;
  readonly by: readonly Rules[];
}

const isForMesh = ({ spec }: Rules): boolean =>
  (spec.gateways ?? []).length === 0 || (spec.gateways ?? []).includes('mesh');

type Claims = Map<string, Map<string, Rules[]>>;

function claimsOf(context: Context): Claims {
  const claims: Claims = new Map();
  for (const rules of context.all('VirtualService').filter(isForMesh)) {
    for (const scope of scopesOf(rules.spec.exportTo, rules.namespace)) {
      const hosts = claims.get(scope) ?? new Map<string, Rules[]>();
      claims.set(scope, hosts);
      for (const host of rules.spec.hosts ?? []) {
        const name = wholeHost(host, rules.namespace);
        hosts.set(name, [...new Set([...(hosts.get(name) ?? []), rules])]);
      }
    }
  }
  return claims;
}

/** The first conflict of each VirtualService, keys in their order. */
function conflicts(context: Context): ReadonlyMap<Rules, Claim> {
  const claims = claimsOf(context);
  const out = new Map<Rules, Claim>();
  for (const scope of [...claims.keys()].sort()) {
    for (const [host, own] of [...(claims.get(scope) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const everywhere = scope === EVERYWHERE ? [] : [...(claims.get(EVERYWHERE) ?? [])];
      const others = everywhere.filter(([name]) => hostsMatch(name, host)).flatMap(([, rules]) => rules);
      const by = [...new Set([...own, ...others])];
      if (by.length < 2) continue;
      for (const rules of by) if (!out.has(rules)) out.set(rules, { key: `${scope}/${host}`, by });
    }
  }
  return out;
}

const owning = (name: string, host: string): string =>
  virtualService(`shop/${name}`, `{hosts: [${host}], http: [{route: [{destination: {host: web}}]}]}`);

/** A host has one owner in the mesh. */
export const meshHosts = analyzer({
  name: 'mesh-hosts',
  codes: ['IST0109'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'A host of the mesh has one VirtualService: rules of several are not merged.',
  examples: {
    bad: docs(owning('one', 'web'), owning('two', 'web.shop.svc.cluster.local')),
    good: docs(owning('one', 'web'), owning('two', 'api')),
  },
  reference: 'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
  *analyze(resource, context) {
    const claim = context.derive(conflicts).get(resource);
    if (!claim) return;
    const host = claim.key.slice(claim.key.indexOf('/') + 1);
    const hosts = (resource.spec.hosts ?? []).map((each) => wholeHost(each, resource.namespace));
    const named = hosts.indexOf(host);
    const index = named >= 0 ? named : hosts.findIndex((each) => hostsMatch(each, host));
    // The reference names the namespaces that see the host before it.
    const shown = context.settings.view === 'reference' ? claim.key : host;
    yield found('IST0109', ['spec', 'hosts', Math.max(index, 0)], {
      message: `the host ${quoted(shown)} is also one of ${listed(
        claim.by
          .filter((rules) => rules !== resource)
          .map(fullName)
          .sort(),
      )}`,
      line: ['metadata', 'name'],
    });
  },
});
