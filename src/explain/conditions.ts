/** Conditions of routes and policies in words. What they mean is the business of the proxy alone. */
import { asMap, asString } from '../model/json.ts';
import type { CidrRange, HeaderMatcher, QueryParameterMatcher, StringMatcher } from '../xds/resources/common.ts';
import type { MetadataMatcher, Permission, Principal } from '../xds/resources/filter.ts';
import type { RouteMatch } from '../xds/resources/route.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  ':method': 'the method',
  ':authority': 'the host',
  ':path': 'the path with its query',
  ':scheme': 'the scheme',
};

function patternText(matcher: StringMatcher): string {
  const { exact, prefix, suffix, contains, safe_regex: regex, ignore_case: ignores } = matcher;
  const fold = ignores === true ? ', in any case' : '';
  if (exact !== undefined) return `is "${exact}"${fold}`;
  if (prefix !== undefined) return `begins with "${prefix}"${fold}`;
  if (suffix !== undefined) return `ends with "${suffix}"${fold}`;
  if (contains !== undefined) return `contains "${contains}"${fold}`;
  return regex === undefined ? 'is anything' : `matches ${regex.regex}`;
}

/** `the header end-user is "jason"`. */
export function headerText({
  name,
  string_match: pattern,
  present_match: present,
  invert_match: inverted = false,
}: HeaderMatcher): string {
  const subject = PSEUDO[name] ?? `the header ${name}`;
  if (pattern !== undefined)
    return inverted ? `not: ${subject} ${patternText(pattern)}` : `${subject} ${patternText(pattern)}`;
  return (present ?? true) === inverted ? `${subject} is not there` : `${subject} is there`;
}

/** `the parameter page is "2"`. */
export function parameterText({
  name,
  string_match: pattern,
  present_match: present = true,
}: QueryParameterMatcher): string {
  if (pattern !== undefined) return `the parameter ${name} ${patternText(pattern)}`;
  return `the parameter ${name} is ${present ? '' : 'not '}there`;
}

/** `the path begins with "/v1"`. */
export function pathText({ case_sensitive: sensitive = true, ...match }: RouteMatch): string {
  const fold = sensitive ? '' : ', in any case';
  if (match.connect_matcher) return 'the method is CONNECT';
  if (match.safe_regex) return `the path matches ${match.safe_regex.regex}`;
  if (match.path !== undefined) return `the path is "${match.path}"${fold}`;
  if (match.path_separated_prefix !== undefined)
    return `the path is "${match.path_separated_prefix}" or below it${fold}`;
  return match.prefix === undefined || match.prefix === '/'
    ? 'any path'
    : `the path begins with "${match.prefix}"${fold}`;
}

/** Everything a route asks for. */
export function matchText(match: RouteMatch): string {
  return [
    pathText(match),
    ...(match.headers ?? []).map(headerText),
    ...(match.query_parameters ?? []).map(parameterText),
  ].join(' and ');
}

const rangeText = ({ address_prefix: address, prefix_len: bits }: CidrRange): string =>
  bits === undefined ? address : `${address}/${bits}`;

function claimText({ path, value, invert = false }: MetadataMatcher): string {
  const name = path
    .slice(1)
    .map(({ key }) => key)
    .join('.');
  const list = asMap(asMap(value['list_match'])['one_of'])['string_match'];
  // The compile step writes no other kinds of value matchers than these two.
  const pattern = patternText((list ?? value['string_match'] ?? {}) as StringMatcher);
  return `${invert ? 'not: ' : ''}the claim ${name} ${pattern}`;
}

const joined = (texts: readonly string[], word: string): string => {
  const distinct = [...new Set(texts)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `(${distinct.join(` ${word} `)})`;
};

/** A permission: what is asked for. */
export function permissionText(permission: Permission): string {
  const {
    and_rules: all,
    or_rules: any,
    not_rule: inverse,
    header,
    url_path: path,
    uri_template: template,
  } = permission;
  if (permission.any) return 'anything';
  if (all) return joined(all.rules.map(permissionText), 'and');
  if (any) return joined(any.rules.map(permissionText), 'or');
  if (inverse) return `not ${permissionText(inverse)}`;
  if (header) return headerText(header);
  if (path) return `the path ${patternText(path.path)}`;
  if (template) return `the path is like ${asString(template.typed_config['path_template']) ?? ''}`;
  const { destination_ip: ip, destination_port: port, requested_server_name: name, metadata } = permission;
  if (ip) return `the destination is in ${rangeText(ip)}`;
  if (port !== undefined) return `the port is ${port}`;
  if (name) return `the server name ${patternText(name)}`;
  return metadata ? claimText(metadata) : 'something no request has';
}

const callerText = (pattern: StringMatcher | undefined): string =>
  pattern === undefined ? 'the caller has an identity of the mesh' : `the caller ${patternText(pattern)}`;

/** A principal: who asks. */
export function principalText(principal: Principal): string {
  const { and_ids: all, or_ids: any, not_id: inverse, header, authenticated, filter_state: state } = principal;
  if (principal.any) return 'anybody';
  if (all) return joined(all.ids.map(principalText), 'and');
  if (any) return joined(any.ids.map(principalText), 'or');
  if (inverse) return `not ${principalText(inverse)}`;
  if (header) return headerText(header);
  if (authenticated) return callerText(authenticated.principal_name);
  if (state) return callerText(state.string_match);
  if (principal.direct_remote_ip) return `the connection comes from ${rangeText(principal.direct_remote_ip)}`;
  if (principal.remote_ip) return `the client is in ${rangeText(principal.remote_ip)}`;
  return principal.metadata ? claimText(principal.metadata) : 'somebody no request comes from';
}
