import type { HttpRoute, VirtualService } from '../../mesh/types/virtual-service.ts';
import { gatewayNames, MESH_GATEWAY } from '../../mesh/virtual-services.ts';
import { deepEqual, without } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, virtualService } from '../example.ts';
import { wholeHost } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

type Rules = AnalyzedResource<VirtualService>;

/** The VirtualServices for each host of each gateway; those of the mesh are the business of IST0109. */
function claims(context: Context): ReadonlyMap<string, readonly Rules[]> {
  const out = new Map<string, Rules[]>();
  for (const rules of context.all('VirtualService')) {
    for (const key of keysOf(rules)) {
      const list = out.get(key);
      if (list) list.push(rules);
      else out.set(key, [rules]);
    }
  }
  return out;
}

function keysOf({ spec, namespace }: Rules): readonly string[] {
  const gateways = gatewayNames(spec.gateways, namespace).filter((name) => name !== MESH_GATEWAY);
  const hosts = (spec.hosts ?? []).map((host) => wholeHost(host, namespace));
  return gateways.flatMap((gateway) => hosts.map((host) => `${gateway} ${host}`));
}

/** What a rule matches; a rule for everything matches nothing in particular. */
const matchesOf = ({ match = [] }: HttpRoute): readonly unknown[] =>
  match.length === 0 ? [{}] : match.map((each) => without({ ...each }, ['name']));

/** Where two VirtualServices have a rule for the same requests: the place in the first one. */
function shared(one: Rules, other: Rules): number | undefined {
  const theirs = (other.spec.http ?? []).flatMap(matchesOf);
  const index = (one.spec.http ?? []).findIndex((rule) =>
    matchesOf(rule).some((match) => theirs.some((their) => deepEqual(match, their))),
  );
  return index < 0 ? undefined : index;
}

const serving = (name: string, prefix: string): string =>
  virtualService(
    `shop/${name}`,
    `{hosts: [a.example.com], gateways: [edge], http: [{match: [{uri: {prefix: ${prefix}}}], route: [{destination: {host: ${name}}}]}]}`,
  );

/** Each request to a gateway is the business of one VirtualService. */
export const gatewayRoutes = analyzer({
  name: 'gateway-routes',
  codes: ['MSH3007'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'VirtualServices of one gateway and host do not have rules for the same requests.',
  examples: {
    bad: docs(serving('one', '/a'), serving('two', '/a')),
    good: docs(serving('one', '/a'), serving('two', '/b')),
  },
  view: 'own',
  *analyze(resource, context) {
    const all = context.derive(claims);
    const others = new Set(keysOf(resource).flatMap((key) => all.get(key) ?? []));
    for (const other of others) {
      const index = other === resource ? undefined : shared(resource, other);
      if (index === undefined) continue;
      yield found('MSH3007', ['spec', 'http', index, 'match'], {
        message: `the VirtualService ${quoted(fullName(other))} has a rule for the same requests to the same gateway`,
        of: 'key',
      });
    }
  },
});
