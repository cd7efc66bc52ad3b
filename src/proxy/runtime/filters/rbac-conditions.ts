/** Permissions and principals of RBAC as tests of requests. @see envoy.config.rbac.v3 */
import { parsePrefix, prefixContains } from '../../../model/ip.ts';
import { asMap, asString, getIn } from '../../../model/json.ts';
import type { CidrRange, StringMatcher } from '../../../xds/resources/common.ts';
import type { MetadataMatcher, Permission, Principal } from '../../../xds/resources/filter.ts';
import type { ConnectionView } from '../connection-view.ts';
import { type Condition, headerCondition } from '../match/conditions.ts';
import { wholeMatch } from '../match/regex.ts';
import { textTest } from '../match/strings.ts';
import { BadValue } from '../problems.ts';

const never: Condition = () => false;
const always: Condition = () => true;

const every =
  (tests: readonly Condition[]): Condition =>
  (request) =>
    tests.every((test) => test(request));

const some =
  (tests: readonly Condition[]): Condition =>
  (request) =>
    tests.some((test) => test(request));

const not =
  (test: Condition): Condition =>
  (request) =>
    !test(request);

type AddressOf = (request: Parameters<Condition>[0]) => ConnectionView['remote'];

/** `address_prefix` may have bits behind the prefix: they do not count. */
function inRange({ address_prefix: address, prefix_len: bits }: CidrRange, of: AddressOf): Condition {
  const full = address.includes(':') ? 128 : 32;
  const prefix = parsePrefix(`${address}/${bits ?? full}`);
  if (prefix === undefined) throw new BadValue(`"${address}/${bits ?? full}" is no range of addresses`);
  return (request) => {
    const own = of(request);
    return own !== undefined && prefixContains(prefix, own);
  };
}

/** `*` is one segment of a path, `**` the rest of it. */
function templateTest(template: string): (path: string) => boolean {
  const parts = template.split(/(\*{1,2})/);
  const expression = parts.map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]+' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return wholeMatch(expression.join(''));
}

/** Claims are looked up below the name under which the token filter keeps them. */
function claimTest({ path, value, invert = false }: MetadataMatcher): Condition {
  const steps = path.slice(1).map(({ key }) => key);
  const list = asMap(asMap(value['list_match'])['one_of'])['string_match'];
  // The compile step writes no other kinds of value matchers than these two.
  const test = textTest((list ?? value['string_match'] ?? {}) as StringMatcher);
  return ({ claims }) => {
    const found = getIn(claims, steps);
    const text = asString(found);
    if (list === undefined) return (text !== undefined && test(text)) !== invert;
    return (Array.isArray(found) && found.some((item) => typeof item === 'string' && test(item))) !== invert;
  };
}

/** Names of the client's certificate, the first that are there: URIs, DNS names, the subject. */
function principalName(matcher: StringMatcher | undefined): Condition {
  const test = matcher === undefined ? undefined : textTest(matcher);
  return ({ connection: { info } }) => {
    if (info.peer === undefined) return false;
    if (test === undefined) return true;
    const { uriSans, dnsSans, subject } = info.peer;
    if (uriSans.length > 0) return uriSans.some(test);
    return dnsSans.length > 0 ? dnsSans.some(test) : test(subject);
  };
}

/** @throws {BadValue} for a wrong expression or address. */
export function permissionTest(permission: Permission): Condition {
  const {
    and_rules: all,
    or_rules: any,
    not_rule: inverse,
    header,
    url_path: path,
    uri_template: template,
  } = permission;
  if (permission.any) return always;
  if (all) return every(all.rules.map(permissionTest));
  if (any) return some(any.rules.map(permissionTest));
  if (inverse) return not(permissionTest(inverse));
  if (header) return headerCondition(header);
  if (path) {
    const test = textTest(path.path);
    return ({ path: own }) => test(own);
  }
  if (template) {
    const test = templateTest(asString(template.typed_config['path_template']) ?? '');
    return ({ path: own }) => test(own);
  }
  return connectionPermission(permission);
}

function connectionPermission(permission: Permission): Condition {
  const { destination_ip: ip, destination_port: port, requested_server_name: name, metadata } = permission;
  if (ip) return inRange(ip, ({ connection }) => connection.local);
  if (port !== undefined) return ({ connection: { info } }) => info.localPort === port;
  if (name) {
    const test = textTest(name);
    return ({ connection: { info } }) => test(info.serverName);
  }
  return metadata ? claimTest(metadata) : never;
}

/** @throws {BadValue} for a wrong expression or address. */
export function principalTest(principal: Principal): Condition {
  const { and_ids: all, or_ids: any, not_id: inverse, header, authenticated, filter_state: state } = principal;
  if (principal.any) return always;
  if (all) return every(all.ids.map(principalTest));
  if (any) return some(any.ids.map(principalTest));
  if (inverse) return not(principalTest(inverse));
  if (header) return headerCondition(header);
  if (authenticated) return principalName(authenticated.principal_name);
  if (state) return principalName(state.string_match);
  if (principal.direct_remote_ip) return inRange(principal.direct_remote_ip, ({ connection }) => connection.remote);
  if (principal.remote_ip) return inRange(principal.remote_ip, ({ client }) => client);
  return principal.metadata ? claimTest(principal.metadata) : never;
}
