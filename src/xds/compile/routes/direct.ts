/** Routes that answer themselves: redirects and fixed answers. */
import type { HttpDirectResponse, HttpRedirect } from '../../../mesh/types/virtual-service.ts';
import type { DirectResponseAction, RedirectAction, RouteMatch } from '../../resources/route.ts';
import { prefixRewrite } from './rewrite.ts';

const PREFIX_TEMPLATE = '%PREFIX()%';
const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** 301, the default, is not written. */
const RESPONSE_CODES: Readonly<Record<number, NonNullable<RedirectAction['response_code']>>> = {
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

function path({ uri = '', prefixRewrite: prefix = '' }: HttpRedirect, match: RouteMatch): Partial<RedirectAction> {
  if (prefix !== '') return prefixRewrite(prefix, match);
  if (uri.startsWith(PREFIX_TEMPLATE)) return { prefix_rewrite: uri.slice(PREFIX_TEMPLATE.length) };
  return uri === '' ? {} : { path_redirect: uri };
}

function port({ port: number, derivePort, scheme }: HttpRedirect): Partial<RedirectAction> {
  if (number !== undefined) return { port_redirect: number };
  // A port of the request is what Envoy keeps by itself.
  if (derivePort !== 'FROM_PROTOCOL_DEFAULT') return {};
  return { port_redirect: scheme === 'https' ? HTTPS_PORT : HTTP_PORT };
}

/** A redirect; the query stays, and what is not said stays as in the request. */
export function redirectAction(redirect: HttpRedirect, match: RouteMatch): RedirectAction {
  const code = RESPONSE_CODES[redirect.redirectCode ?? 0];
  return {
    ...path(redirect, match),
    ...(redirect.authority ? { host_redirect: redirect.authority } : {}),
    ...(redirect.scheme ? { scheme_redirect: redirect.scheme } : {}),
    ...port(redirect),
    ...(code === undefined ? {} : { response_code: code }),
  };
}

/** A fixed answer. */
export function directResponse({ status = 200, body }: HttpDirectResponse): DirectResponseAction {
  if (body?.string !== undefined) return { status, body: { inline_string: body.string } };
  return body?.bytes === undefined ? { status } : { status, body: { inline_bytes: body.bytes } };
}
