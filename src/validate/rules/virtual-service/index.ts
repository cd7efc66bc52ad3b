/** The rules for VirtualService. @see https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
import { hostsOverlap } from '../../../mesh/hosts.ts';
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isIpAddress } from '../shared/addresses.ts';
import { sniDomainProblem, wildcardDomainProblem } from '../shared/domains.ts';
import { exportTo } from '../shared/export-to.ts';
import { gatewayNames } from '../shared/gateway-names.ts';
import { isClaim } from '../shared/headers.ts';
import { type Binding, bindingOf } from './binding.ts';
import { httpRoute } from './http.ts';
import { tcpRoute, tlsRoute } from './l4.ts';
import { reachability } from './reachability.ts';

function* delegated(spec: Cursor): Problems {
  const parts = { gateways: 'MSH2100', tls: 'MSH2101', tcp: 'MSH2102' } as const;
  for (const [part, code] of Object.entries(parts))
    if (spec.says(part)) yield problem(code, spec.at(part), `${part} stands in a VirtualService without hosts`);
}

function* claims(spec: Cursor): Problems {
  for (const route of spec.items('http'))
    for (const match of route.items('match'))
      for (const field of ['headers', 'withoutHeaders'])
        for (const { key, at } of match.entries(field))
          if (isClaim(key))
            yield problem('MSH2103', at, `${quoted(key)} is matched in routes of sidecars, which read no claims`, {
              of: 'key',
            });
}

/** Returns whether all hosts are good. */
function* hosts(spec: Cursor, binding: Binding): Generator<Problem, boolean> {
  const check = binding.sni ? sniDomainProblem : wildcardDomainProblem;
  let good = true;
  for (const at of spec.items('hosts')) {
    let found = isIpAddress(at.text) ? undefined : check(at);
    if (!found && at.text === '*' && binding.mesh)
      found = problem('MSH2104', at, 'the host "*" would take all traffic of every sidecar');
    if (!found) continue;
    good = false;
    yield found;
  }
  return good;
}

function* duplicateHosts(spec: Cursor): Problems {
  const all = spec.items('hosts');
  for (const [index, earlier] of all.entries())
    for (const later of all.slice(index + 1))
      if (hostsOverlap(earlier.text, later.text))
        yield problem(
          'MSH2105',
          later,
          `${later.name} ${quoted(later.text)} and ${earlier.name} ${quoted(earlier.text)} overlap`,
        );
}

/** The rules for VirtualService. */
export function* virtualService(resource: Resource): Problems {
  const { spec } = resource;
  const binding = bindingOf(spec);
  if (binding.delegate) yield* delegated(spec);
  yield* gatewayNames(spec);
  if (binding.mesh) yield* claims(spec);
  if (yield* hosts(spec, binding)) yield* duplicateHosts(spec);
  if (!spec.says('http', 'tcp', 'tls')) yield problem('MSH2106', spec, 'there are no http, tcp or tls routes');
  for (const route of spec.items('http')) yield* httpRoute(route, binding);
  for (const route of spec.items('tls')) yield* tlsRoute(route, binding);
  for (const route of spec.items('tcp')) yield* tcpRoute(route);
  yield* exportTo(resource);
  yield* reachability(spec);
}
