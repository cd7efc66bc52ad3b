/** Rules of the lists `tls` and `tcp`. */
import { coversHost } from '../../../mesh/hosts.ts';
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import { isIpAddress, subnet } from '../shared/addresses.ts';
import { routeDestinations } from '../shared/destinations.ts';
import { sniDomainProblem, wildcardDomainProblem } from '../shared/domains.ts';
import { gatewayNames } from '../shared/gateway-names.ts';
import { labelMap } from '../shared/labels.ts';
import { optionalPort } from '../shared/numbers.ts';
import type { Binding } from './binding.ts';

function sniHostProblem(at: Cursor, binding: Binding): Problem | undefined {
  const wrong = binding.sni ? sniDomainProblem(at) : wildcardDomainProblem(at);
  if (wrong) {
    if (!isIpAddress(at.text)) return wrong;
    return problem(
      'MSH2152',
      at,
      `${at.name} ${quoted(at.text)} is an IP address, which clients do not send as a name`,
    );
  }
  if (binding.hosts.some((host) => coversHost(host, at.text))) return undefined;
  return problem('MSH2153', at, `${at.name} ${quoted(at.text)} is not covered by the hosts of the VirtualService`, {
    echo: binding.delegate,
  });
}

function* matchedConnection(match: Cursor): Problems {
  for (const at of match.items('destinationSubnets')) yield* subnet(at);
  yield* optionalPort(match.at('port'));
  yield* labelMap(match, 'sourceLabels');
  yield* gatewayNames(match);
}

function* tlsMatch(match: Cursor, binding: Binding): Problems {
  if (!match.says('sniHosts')) yield problem('MSH2151', match.at('sniHosts'), `${match.name} has no sniHosts`);
  for (const at of match.items('sniHosts')) {
    const found = sniHostProblem(at, binding);
    if (found) yield found;
  }
  yield* matchedConnection(match);
}

function* destinations(route: Cursor): Problems {
  if (!route.says('route')) yield problem('MSH2154', route.at('route'), `${route.name} has no route`);
  yield* routeDestinations(route);
}

/** A rule of the list `tls`. */
export function* tlsRoute(route: Cursor, binding: Binding): Problems {
  if (!route.says('match')) yield problem('MSH2150', route.at('match'), `${route.name} has no match`);
  for (const match of route.items('match')) yield* tlsMatch(match, binding);
  yield* destinations(route);
}

/** A rule of the list `tcp`. */
export function* tcpRoute(route: Cursor): Problems {
  for (const match of route.items('match')) yield* matchedConnection(match);
  yield* destinations(route);
}
