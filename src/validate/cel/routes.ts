/** Rules on what HTTPRoute and GRPCRoute have in common. */
import { parseDuration } from '../../model/duration.ts';
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { unique } from './gateway.ts';
import { has, type OwnRule, quoted, rule } from './rule.ts';

const MAX_MATCHES = 128;
const GRPC_SERVICE = /^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i;
const GRPC_METHOD = /^[A-Za-z_][A-Za-z_0-9]*$/;

const said = (value: unknown): boolean => value !== undefined && value !== '' && value !== 0;

/** What two references to the same parent have in common. */
const parentOf = ({ group, kind, name, namespace }: JsonMap): string =>
  JSON.stringify([group, kind, name, said(namespace) ? namespace : null]);

/** References to one parent either all name a section, or a port, or none of them does. */
const parentsTold: OwnRule = {
  code: 'MSH2972',
  check(refs) {
    const firsts = new Map<string, JsonMap>();
    return asList(refs).flatMap((entry, index) => {
      const ref = asMap(entry);
      const first = firsts.get(parentOf(ref));
      if (first === undefined) firsts.set(parentOf(ref), ref);
      const field = ['sectionName', 'port'].find((name) => said(ref[name]) !== said((first ?? ref)[name]));
      if (field === undefined) return [];
      const message = `the parent ${quoted(ref['name'])} is named with ${field} once and once without`;
      return [{ message, at: [index] }];
    });
  },
};

const parentsUnique = unique(
  'MSH2908',
  (ref) => [
    parentOf(ref),
    said(ref['sectionName']) ? ref['sectionName'] : null,
    said(ref['port']) ? ref['port'] : null,
  ],
  ({ name }) => `the parent ${quoted(name)} is named twice without telling apart which part of it`,
);

const matchesOf = (rules: unknown): number =>
  asList(rules).reduce<number>((sum, item) => sum + asList(asMap(item)['matches']).length, 0);

const FILTERS_ONCE = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite', 'CORS'];

const filtersOnce: OwnRule = {
  code: 'MSH2979',
  check(filters) {
    const types = asList(filters).map((filter) => String(asMap(filter)['type']));
    return types.flatMap((type, index) =>
      FILTERS_ONCE.includes(type) && types.indexOf(type) < index
        ? [{ message: `the filter ${type} is there twice`, at: [index] }]
        : [],
    );
  },
};

/** The field that holds what a filter of a type does. */
const FILTER_FIELDS: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
  ExtensionRef: 'extensionRef',
};

const filterFits: OwnRule = {
  code: 'MSH2980',
  check(filter) {
    const type = String(asMap(filter)['type']);
    const wanted = FILTER_FIELDS[type];
    const extra = Object.values(FILTER_FIELDS).filter((field) => field !== wanted && has(filter, field));
    if (wanted !== undefined && !has(filter, wanted)) {
      const instead = extra[0] === undefined ? '' : `, but has ${extra[0]}`;
      return [
        { message: `a filter of the type ${type} needs ${wanted}${instead}`, at: [extra[0] ?? wanted], of: 'key' },
      ];
    }
    return extra.map((field) => ({ message: `a filter of the type ${type} has no ${field}`, at: [field], of: 'key' }));
  },
};

function grpcName(field: 'service' | 'method', pattern: RegExp): OwnRule {
  return rule(
    'MSH2906',
    (match) => {
      const { type, [field]: name } = asMap(match);
      const wrong = (type === undefined || type === 'Exact') && typeof name === 'string' && !pattern.test(name);
      return wrong ? `${quoted(name)} is not the name of a gRPC ${field}` : undefined;
    },
    [field],
  );
}

/** The rules by the names tables use. */
export const ROUTE_RULES: Readonly<Record<string, OwnRule>> = {
  parentsTold,
  parentsUnique,
  matchCount: rule('MSH2907', (rules) =>
    matchesOf(rules) > MAX_MATCHES
      ? `the rules have ${matchesOf(rules)} matches together, ${MAX_MATCHES} are the most`
      : undefined,
  ),
  ruleNames: unique(
    'MSH2908',
    ({ name }) => (name === undefined ? undefined : [name]),
    ({ name }) => `there is another rule ${quoted(name)}`,
  ),
  filtersOnce,
  filterFits,
  servicePort: rule(
    'MSH2904',
    (ref) => {
      const { group, kind, port } = asMap(ref);
      return group === '' && kind === 'Service' && port === undefined
        ? 'a reference to a Service needs a port'
        : undefined;
    },
    ['port'],
  ),
  percentOrFraction: rule('MSH2905', (mirror) =>
    has(mirror, 'percent') && has(mirror, 'fraction') ? 'percent and fraction exclude each other' : undefined,
  ),
  fractionBelowOne: rule('MSH2907', (fraction) => {
    const { numerator, denominator } = asMap(fraction);
    return Number(numerator) > Number(denominator)
      ? `${String(numerator)}/${String(denominator)} is more than 1`
      : undefined;
  }),
  permanentNeedsTimeout: rule('MSH2904', (session) => {
    const permanent = asMap(asMap(session)['cookieConfig'])['lifetimeType'] === 'Permanent';
    return permanent && !has(session, 'absoluteTimeout') ? 'a permanent cookie needs an absoluteTimeout' : undefined;
  }),
  cookieConfigType: rule(
    'MSH2905',
    (session) =>
      has(session, 'cookieConfig') && asMap(session)['type'] !== 'Cookie'
        ? 'cookieConfig is for sessions of the type Cookie only'
        : undefined,
    ['cookieConfig'],
  ),
  backendTimeout: rule(
    'MSH2985',
    (timeouts) => {
      const { request, backendRequest } = asMap(timeouts);
      if (typeof request !== 'string' || typeof backendRequest !== 'string') return undefined;
      const limit = parseDuration(request) ?? 0n;
      const longer = limit !== 0n && (parseDuration(backendRequest) ?? 0n) > limit;
      return longer ? `backendRequest ${quoted(backendRequest)} is longer than request ${quoted(request)}` : undefined;
    },
    ['backendRequest'],
  ),
  serviceOrMethod: rule('MSH2904', (match) =>
    has(match, 'service') || has(match, 'method') ? undefined : 'there is neither service nor method',
  ),
  grpcService: grpcName('service', GRPC_SERVICE),
  grpcMethod: grpcName('method', GRPC_METHOD),
};
