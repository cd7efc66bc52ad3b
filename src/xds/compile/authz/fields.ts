/** What each field of a rule becomes: a list of alternatives, on the side of the request or of the caller. */
import type { Permission, Principal } from '../../resources/filter.ts';
import { cidrRange } from '../listeners/address-match.ts';
import { TYPES } from '../type-urls.ts';
import { isPathTemplate, pathTemplate, starsToRegex, valueMatcher } from './matchers.ts';

/** What the values of fields are read with. */
export interface RuleSettings {
  readonly trustDomains: readonly string[];
  /** Of the policy: names without one mean its own. */
  readonly namespace: string;
}

/** A field: whether TCP knows it too, and what one value becomes. `undefined` for a value that cannot be matched. */
export interface FieldKind<Condition> {
  readonly http: boolean;
  readonly read: (value: string, settings: RuleSettings) => readonly Condition[] | undefined;
}

const JWT_FILTER = 'envoy.filters.http.jwt_authn';
const PAYLOAD = 'payload';

const header = (name: string, value: string, ignoreCase = false) => ({
  header: {
    name,
    ...(value === '*'
      ? { present_match: true }
      : { string_match: { ...valueMatcher(value), ...(ignoreCase ? { ignore_case: true } : {}) } }),
  },
});

function claim(path: readonly string[], value: string): Principal {
  const matcher = { string_match: valueMatcher(value) };
  return {
    metadata: {
      filter: JWT_FILTER,
      path: [PAYLOAD, ...path].map((key) => ({ key })),
      value: matcher,
    },
  };
}

/** A claim that may be a text or a list of texts. */
function listClaim(path: readonly string[], value: string): readonly Principal[] {
  const text = claim(path, value);
  const inList = {
    metadata: {
      filter: JWT_FILTER,
      path: [PAYLOAD, ...path].map((key) => ({ key })),
      value: { list_match: { one_of: { string_match: valueMatcher(value) } } },
    },
  };
  return [text, inList];
}

/** `issuer/subject`, the subject after the last slash. */
function requestPrincipal(value: string): readonly Principal[] {
  if (value === '*') return [{ and_ids: { ids: [claim(['iss'], '*'), claim(['sub'], '*')] } }];
  const slash = value.lastIndexOf('/');
  if (value.startsWith('*')) return [claim(['sub'], slash < 0 ? value : value.slice(slash + 1))];
  if (slash < 0) return [claim(['iss'], value)];
  return [{ and_ids: { ids: [claim(['iss'], value.slice(0, slash)), claim(['sub'], value.slice(slash + 1))] } }];
}

const SPIFFE = 'spiffe://';

const authenticated = (regex: string): Principal => ({
  authenticated: { principal_name: { safe_regex: { regex } } },
});

/** An identity under each name its trust domain has. */
function principals(value: string, { trustDomains }: RuleSettings): readonly Principal[] {
  const slash = value.indexOf('/');
  const domain = value.slice(0, Math.max(slash, 0));
  const names = trustDomains.includes(domain) ? trustDomains.map((each) => `${each}${value.slice(slash)}`) : [value];
  return names.map((name) => ({ authenticated: { principal_name: valueMatcher(name, SPIFFE) } }));
}

function serviceAccount(value: string, { namespace }: RuleSettings): readonly Principal[] {
  const [first = '', second] = value.split('/');
  const [of, name] = second === undefined ? [namespace, first] : [first, second];
  return [authenticated(`spiffe://[^/]+/ns/${starsToRegex(of)}/sa/${starsToRegex(name)}`)];
}

const namespaceOf = (value: string): readonly Principal[] => [authenticated(`.*/ns/${starsToRegex(value)}/.*`)];

function directIp(value: string): readonly Principal[] | undefined {
  const [range] = cidrRange(value);
  return range && [{ direct_remote_ip: range }];
}

function remoteIp(value: string): readonly Principal[] | undefined {
  const [range] = cidrRange(value);
  return range && [{ remote_ip: range }];
}

function destinationIp(value: string): readonly Permission[] | undefined {
  const [range] = cidrRange(value);
  return range && [{ destination_ip: range }];
}

function destinationPort(value: string): readonly Permission[] | undefined {
  const port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? [{ destination_port: port }] : undefined;
}

function path(value: string): readonly Permission[] {
  if (!isPathTemplate(value)) return [{ url_path: { path: valueMatcher(value) } }];
  const config = { '@type': TYPES.uriTemplateMatch, path_template: pathTemplate(value) };
  return [{ uri_template: { name: 'uri-template', typed_config: config } }];
}

/** The fields of `to`. */
export const OPERATION_FIELDS: Readonly<Record<'hosts' | 'ports' | 'methods' | 'paths', FieldKind<Permission>>> = {
  hosts: { http: true, read: (value) => [header(':authority', value, true)] },
  ports: { http: false, read: destinationPort },
  methods: { http: true, read: (value) => [header(':method', value)] },
  paths: { http: true, read: path },
};

type SourceField =
  | 'principals'
  | 'requestPrincipals'
  | 'namespaces'
  | 'serviceAccounts'
  | 'trustDomains'
  | 'ipBlocks'
  | 'remoteIpBlocks';

/** The fields of `from`. */
export const SOURCE_FIELDS: Readonly<Record<SourceField, FieldKind<Principal>>> = {
  principals: { http: false, read: principals },
  requestPrincipals: { http: true, read: requestPrincipal },
  namespaces: { http: false, read: namespaceOf },
  serviceAccounts: { http: false, read: serviceAccount },
  trustDomains: { http: false, read: (value) => [authenticated(`spiffe://${starsToRegex(value)}/.*`)] },
  ipBlocks: { http: false, read: directIp },
  remoteIpBlocks: { http: true, read: remoteIp },
};

/** The keys of `when`, as conditions on the request. */
export const WHEN_REQUEST: Readonly<Record<string, FieldKind<Permission>>> = {
  'destination.ip': { http: false, read: destinationIp },
  'destination.port': { http: false, read: destinationPort },
  'connection.sni': { http: false, read: (value) => [{ requested_server_name: valueMatcher(value) }] },
};

/** The keys of `when`, as conditions on the caller. */
export const WHEN_CALLER: Readonly<Record<string, FieldKind<Principal>>> = {
  'source.ip': { http: false, read: directIp },
  'remote.ip': { http: true, read: remoteIp },
  'source.namespace': { http: false, read: namespaceOf },
  'source.serviceAccount': { http: false, read: serviceAccount },
  'source.principal': { http: false, read: principals },
  'source.trustDomain': SOURCE_FIELDS.trustDomains,
  'request.auth.principal': { http: true, read: requestPrincipal },
  'request.auth.audiences': { http: true, read: (value) => listClaim(['aud'], value) },
  'request.auth.presenter': { http: true, read: (value) => [claim(['azp'], value)] },
};

const HEADER_KEY = /^request\.headers\[(.+)\]$/;
const CLAIM_KEY = /^request\.auth\.claims((?:\[[^\]]+\])+)$/;

/** The kind of a key that has a name in it; `undefined` for a key nobody knows. */
export function namedKey(key: string): FieldKind<Principal> | undefined {
  const name = HEADER_KEY.exec(key)?.[1];
  if (name !== undefined) return { http: true, read: (value) => [header(name, value)] };
  const claims = CLAIM_KEY.exec(key)?.[1];
  if (claims === undefined) return undefined;
  const steps = claims.slice(1, -1).split('][');
  return { http: true, read: (value) => listClaim(steps, value) };
}
