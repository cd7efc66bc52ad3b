/** Virtual hosts and routes: the one that is taken, and why those before it are not. */
import { runtimeChance } from '../proxy/runtime/chance.ts';
import { headerCondition, queryCondition } from '../proxy/runtime/match/conditions.ts';
import type { RequestView } from '../proxy/runtime/match/request-view.ts';
import { HostTable } from '../proxy/runtime/route/host-table.ts';
import { RouteTable } from '../proxy/runtime/route/route-table.ts';
import type { Route, RouteConfiguration, RouteMatch, VirtualHost } from '../xds/resources/route.ts';
import { headerText, matchText, parameterText, pathText } from './conditions.ts';
import type { Places } from './places.ts';
import type { Step } from './steps.ts';

/** The virtual host for an authority, found as the proxy does. */
export function hostFor(
  { virtual_hosts: hosts = [], ...rest }: RouteConfiguration,
  authority: string,
): VirtualHost | undefined {
  const table = new HostTable<VirtualHost>(rest.ignore_port_in_host_matching === true);
  for (const host of hosts) table.add(host, host);
  return table.find(authority);
}

const always = (): number => 0;

function pathFits(match: RouteMatch, request: RequestView): boolean {
  const { headers: _headers, query_parameters: _parameters, runtime_fraction: _share, ...path } = match;
  const table = new RouteTable<true>(always);
  table.add(path, true);
  return table.find(request) === true;
}

/** The conditions of a route that do not hold, in words; empty when all do. */
function failing(match: RouteMatch, request: RequestView): readonly string[] {
  return [
    ...(pathFits(match, request) ? [] : [pathText(match)]),
    ...(match.headers ?? []).filter((each) => !headerCondition(each)(request)).map(headerText),
    ...(match.query_parameters ?? []).filter((each) => !queryCondition(each)(request)).map(parameterText),
  ];
}

/** `"canary"`, or `3` for a route without a name. */
function routeLabel({ name = '' }: Route, index: number): string {
  return name === '' ? `${index + 1}` : `"${name}"`;
}

/** The route that is taken, and what was looked at until it was found. */
export interface RouteChoice {
  readonly route: Route | undefined;
  readonly steps: readonly Step[];
}

const placed = (places: Places, route: Route): Pick<Step, 'place'> => {
  const place = places.of(route);
  return place === undefined ? {} : { place };
};

/** Goes through the routes of a virtual host. One that takes a share of requests only is told, and left. @throws {BadValue} for a wrong expression. */
export function chooseRoute({ routes = [] }: VirtualHost, request: RequestView, places: Places): RouteChoice {
  const steps: Step[] = [];
  for (const [index, route] of routes.entries()) {
    const label = routeLabel(route, index);
    const why = failing(route.match, request);
    const share = runtimeChance(route.match.runtime_fraction);
    const common = { kind: 'route', ...placed(places, route) } as const;
    if (why.length > 0) {
      steps.push({ ...common, result: 'passed-over', text: `${label}: not so: ${why.join('; ')}` });
    } else if (share < 1) {
      steps.push({
        ...common,
        result: 'drawn',
        share,
        text: `${label}: ${matchText(route.match)}, for a share of requests`,
      });
    } else {
      steps.push({ ...common, result: 'taken', text: `${label}: ${matchText(route.match)}` });
      return { route, steps };
    }
  }
  return {
    route: undefined,
    steps: [...steps, { kind: 'route', result: 'failed', text: 'no route takes the request' }],
  };
}
