import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { destination, routeDestinations } from '../shared/destinations.ts';
import { optionalDuration } from '../shared/durations.ts';
import { headerOperations, isAuthority } from '../shared/headers.ts';
import { directResponse, redirect } from './answers.ts';
import type { Binding } from './binding.ts';
import { corsPolicy } from './cors.ts';
import { fault } from './fault.ts';
import { httpMatch } from './match.ts';
import { mirroring } from './mirror.ts';
import { retries } from './retries.ts';
import { rewrite } from './rewrite.ts';

/** What an answer of the proxy itself leaves no room for. */
const EXCLUDED: Readonly<Record<'redirect' | 'directResponse', readonly string[]>> = {
  redirect: ['route', 'fault', 'rewrite', 'directResponse'],
  directResponse: ['route', 'fault', 'rewrite'],
};

/** What a route that delegates leaves to the VirtualService it delegates to. */
function* rootConflicts(route: Cursor): Problems {
  for (const part of ['redirect', 'route'])
    if (route.says(part) || (part === 'redirect' && route.has(part)))
      yield problem('MSH2110', route.at(part), `${part} stands beside delegate in ${route.name}`);
}

function* conflicts(route: Cursor, binding: Binding): Problems {
  const delegates = route.has('delegate');
  if (delegates && !binding.delegate) {
    yield* rootConflicts(route);
    return;
  }
  if (delegates) yield problem('MSH2111', route.at('delegate'), `${route.name} is delegated to and delegates`);
  const answer = (['redirect', 'directResponse'] as const).find((part) => route.has(part));
  if (answer !== undefined) {
    for (const part of EXCLUDED[answer])
      if (part === 'route' ? route.says(part) : route.has(part))
        yield problem('MSH2112', route.at(part), `${part} stands beside ${answer} in ${route.name}`);
  } else if (!route.says('route'))
    yield problem('MSH2113', route, `${route.name} has no route, redirect, directResponse or delegate`, {
      echo: delegates,
    });
  if (route.has('mirror') && route.says('mirrors'))
    yield problem('MSH2114', route.at('mirrors'), `${route.name} has both mirror and mirrors`);
}

/** The authority of a request may be rewritten once: by `rewrite`, or by setting or adding a header. */
function* authorityOnce(route: Cursor): Problems {
  let current = route.at('rewrite').at('authority').text;
  const request = route.at('headers').at('request');
  for (const { key, at } of [...request.entries('set'), ...request.entries('add')]) {
    if (!isAuthority(key)) continue;
    if (current !== '') {
      yield problem('MSH2115', at, `the authority is set to ${quoted(at.text)} after ${quoted(current)}`);
      return;
    }
    current = at.text;
  }
}

/** A rule of the list `http`. */
export function* httpRoute(route: Cursor, binding: Binding): Problems {
  yield* conflicts(route, binding);
  for (const match of route.items('match')) yield* httpMatch(match);
  yield* headerOperations(route);
  yield* corsPolicy(route.at('corsPolicy'));
  yield* fault(route.at('fault'));
  yield* mirroring(route);
  yield* destination(route.at('mirror'));
  yield* redirect(route);
  yield* directResponse(route.at('directResponse'));
  yield* retries(route.at('retries'));
  yield* rewrite(route.at('rewrite'));
  yield* authorityOnce(route);
  yield* routeDestinations(route, headerOperations);
  yield* optionalDuration(route.at('timeout'));
}
