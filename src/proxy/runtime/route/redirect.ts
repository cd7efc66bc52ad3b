import type { RedirectAction, RouteMatch } from '../../../xds/resources/route.ts';
import type { RequestView } from '../match/request-view.ts';
import { latin1 } from '../text.ts';
import { withoutPort } from './host-table.ts';
import { pathRewrite } from './rewrite.ts';

/** Where a client is sent, and with which status. */
export interface Redirect {
  readonly status: number;
  /** The value of Location. */
  readonly location: (request: RequestView) => string;
}

const STATUS: Readonly<Record<NonNullable<RedirectAction['response_code']>, number>> = {
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};
const MOVED_PERMANENTLY = 301;

/** What a URL of the scheme need not say. */
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

function authorityOf({ host_redirect: host, port_redirect: port }: RedirectAction, scheme: string | undefined) {
  const own = host === undefined || host === '' ? undefined : latin1(host);
  return ({ head }: RequestView): string => {
    const authority = own ?? head.authority;
    if (port !== undefined) return `${withoutPort(authority)}:${port}`;
    // With another scheme, the port that stood for the old one is wrong.
    const old = DEFAULT_PORT[head.scheme] ?? '';
    return scheme !== undefined && scheme !== head.scheme && authority.endsWith(old)
      ? withoutPort(authority)
      : authority;
  };
}

function targetOf(action: RedirectAction, match: RouteMatch): (request: RequestView) => string {
  const { path_redirect: path = '', strip_query: strips } = action;
  const rewrite = pathRewrite(action.prefix_rewrite, action.regex_rewrite, match);
  const fixed = path === '' ? undefined : latin1(path);
  const withQuery = strips !== true && !(fixed?.includes('?') ?? false);
  return ({ path: own, query }) => {
    const changed = fixed ?? (rewrite === undefined ? own : rewrite(own));
    return withQuery && query !== '' ? `${changed}?${query}` : changed;
  };
}

/** A redirect; what it does not say stays as in the request. @throws {BadValue} for a wrong expression. */
export function redirect(action: RedirectAction, match: RouteMatch): Redirect {
  const scheme = action.https_redirect === true ? 'https' : action.scheme_redirect;
  const authority = authorityOf(action, scheme);
  const target = targetOf(action, match);
  return {
    status: action.response_code === undefined ? MOVED_PERMANENTLY : STATUS[action.response_code],
    location: (request) => `${scheme ?? request.head.scheme}://${authority(request)}${target(request)}`,
  };
}

/** Where a host that wants TLS sends a client that came without. */
export const TO_HTTPS: Redirect = {
  status: MOVED_PERMANENTLY,
  location: ({ head }) => `https://${head.authority}${head.target}`,
};
