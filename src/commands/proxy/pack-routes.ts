/** Routes on their way: what many of them have in common is written once, and becomes one object that all of them have. */
import type { Route, VirtualHost } from '../../xds/resources/route.ts';

/** Where a route goes, how, and which resource it comes from: other routes have the same. */
const COMMON = ['route', 'metadata', 'typed_per_filter_config'] as const;

type Common = Pick<Route, (typeof COMMON)[number]>;
type Value = NonNullable<Common[keyof Common]>;

/** A route with numbers in the place of what it may have in common with others. */
type PackedRoute = Omit<Route, keyof Common> & { readonly [Name in keyof Common]?: number };

/** A virtual host with the first of its routes, or with more of those of the host before it. */
interface PartOfHost {
  /** Its list of routes is empty. */
  readonly host?: VirtualHost;
  readonly routes: readonly PackedRoute[];
}

/** Virtual hosts, or parts of them. */
export interface PackedHosts {
  readonly parts: readonly PartOfHost[];
  /** What routes have in common and none before had, in the order of their numbers. */
  readonly values: readonly Value[];
}

/** Routes in one piece. */
const ROUTES_LENGTH = 128;

function* partsOf(
  hosts: readonly VirtualHost[],
): Generator<{ readonly host?: VirtualHost; readonly routes: readonly Route[] }> {
  for (const host of hosts) {
    const { routes = [] } = host;
    yield { host: host.routes ? { ...host, routes: [] } : host, routes: routes.slice(0, ROUTES_LENGTH) };
    for (let at = ROUTES_LENGTH; at < routes.length; at += ROUTES_LENGTH)
      yield { routes: routes.slice(at, at + ROUTES_LENGTH) };
  }
}

/** Takes virtual hosts apart; values keep their numbers from one call to the next. */
export class HostPacker {
  readonly #numbers = new Map<string, number>();

  /** The hosts in pieces, each of a few hosts and routes. */
  *pack(hosts: readonly VirtualHost[]): Generator<PackedHosts> {
    let parts: PartOfHost[] = [];
    let values: Value[] = [];
    let count = 0;
    for (const { routes, ...part } of partsOf(hosts)) {
      parts.push({ ...part, routes: routes.map((route) => this.#route(route, values)) });
      count += routes.length + 1;
      if (count < ROUTES_LENGTH) continue;
      yield { parts, values };
      [parts, values, count] = [[], [], 0];
    }
    if (parts.length > 0) yield { parts, values };
  }

  #route(route: Route, fresh: Value[]): PackedRoute {
    const numbered = COMMON.flatMap((name) => {
      const value = route[name];
      return value === undefined ? [] : [[name, this.#numberOf(value, fresh)] as const];
    });
    // What is set again keeps its place among the fields; the others are those of the route.
    return { ...route, ...Object.fromEntries(numbered) } as unknown as PackedRoute;
  }

  #numberOf(value: Value, fresh: Value[]): number {
    const text = JSON.stringify(value);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    fresh.push(value);
    return number;
  }
}

/** Puts virtual hosts together again. What is handed to it becomes part of them. */
export class HostUnpacker {
  readonly #values: Value[] = [];

  /** Adds to the hosts of a route configuration. */
  unpack({ parts, values }: PackedHosts, hosts: VirtualHost[]): void {
    this.#values.push(...values);
    for (const { host, routes } of parts) {
      if (host) hosts.push(host);
      // The border of texts that `HostPacker` wrote: the list is the one it left empty.
      const list = hosts.at(-1)?.routes as Route[] | undefined;
      for (const route of routes) list?.push(this.#route(route));
    }
  }

  #route(route: PackedRoute): Route {
    const restored: Record<string, unknown> = route as Record<string, unknown>;
    for (const name of COMMON) {
      const number = route[name];
      if (number !== undefined) restored[name] = this.#values[number];
    }
    // The border of texts: with its values it is the route that was packed.
    return restored as unknown as Route;
  }
}
