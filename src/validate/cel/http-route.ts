/** Rules on HTTPRoute. */
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { has, type OwnRule, quoted, rule, type Violation } from './rule.ts';

const redirectNoBackends: OwnRule = {
  code: 'MSH2976',
  check(routeRule) {
    const { backendRefs, filters } = asMap(routeRule);
    if (asList(backendRefs).length === 0) return [];
    return asList(filters).flatMap((filter, index) =>
      has(filter, 'requestRedirect')
        ? [{ message: 'a rule that redirects has no backendRefs', at: ['filters', index, 'requestRedirect'] }]
        : [],
    );
  },
};

const REWRITING = ['requestRedirect', 'urlRewrite'] as const;

/** Whether exactly one of the filters replaces the matched prefix. */
function replacesPrefix(filters: unknown, field: string): boolean {
  const replacing = asList(filters).filter((filter) => {
    const path = asMap(asMap(asMap(filter)[field])['path']);
    return path['type'] === 'ReplacePrefixMatch' && has(path, 'replacePrefixMatch');
  });
  return replacing.length === 1;
}

function matchesOnePrefix(matches: unknown): boolean {
  const [only, ...more] = asList(matches);
  return only !== undefined && more.length === 0 && asMap(asMap(only)['path'])['type'] === 'PathPrefix';
}

/** A prefix can only be replaced where exactly one is matched. */
const prefixRewrites: OwnRule = {
  code: 'MSH2977',
  check(routeRule) {
    const { matches, filters, backendRefs } = asMap(routeRule);
    if (matchesOnePrefix(matches)) return [];
    const found: Violation[] = [];
    for (const field of REWRITING) {
      const message = `${field} replaces a prefix, but the rule does not match exactly one path by prefix`;
      if (replacesPrefix(filters, field)) found.push({ message, at: ['filters'] });
      const behind = asList(backendRefs).filter((ref) => replacesPrefix(asMap(ref)['filters'], field));
      if (behind.length === 1) found.push({ message, at: ['backendRefs'] });
    }
    return found;
  },
};

/** What a path may not have in it, and what is said of it. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^(?!\/)/, 'does not begin with "/"'],
  [/\/\//, 'contains "//"'],
  [/\/\.\//, 'contains "/./"'],
  [/\/\.\.\//, 'contains "/../"'],
  [/%2[fF]/, 'contains an escaped "/"'],
  [/#/, 'contains "#"'],
  [/\/\.\.?$/, 'ends with a dot segment'],
  [/^(?!(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$)/, 'has characters that no path has'],
];

const isPlainPath = ({ type }: JsonMap): boolean => type === 'Exact' || type === 'PathPrefix';

const pathValue = rule(
  'MSH2984',
  (match) => {
    const path = asMap(match);
    const { value } = path;
    if (!isPlainPath(path) || typeof value !== 'string') return undefined;
    const wrong = FORBIDDEN.find(([pattern]) => pattern.test(value));
    return wrong && `the path ${quoted(value)} ${wrong[1]}`;
  },
  ['value'],
);

/** The field each way to change a path needs, and no other has. */
const MODIFIERS: Readonly<Record<string, string>> = {
  ReplaceFullPath: 'replaceFullPath',
  ReplacePrefixMatch: 'replacePrefixMatch',
};

const pathModifier = rule('MSH2983', (modifier) => {
  const type = String(asMap(modifier)['type']);
  const wanted = MODIFIERS[type] ?? '';
  if (!has(modifier, wanted)) return `the type ${type} needs ${wanted}`;
  const other = Object.values(MODIFIERS).find((field) => field !== wanted && has(modifier, field));
  return other && `the type ${type} has no ${other}`;
});

/** The field each protocol of an authorization service needs, and no other has. */
const AUTH_PROTOCOLS: Readonly<Record<string, string>> = { HTTP: 'http', GRPC: 'grpc' };

const authProtocol = rule('MSH2982', (auth) => {
  const protocol = String(asMap(auth)['protocol']);
  const wanted = AUTH_PROTOCOLS[protocol] ?? '';
  if (!has(auth, wanted)) return `the protocol ${protocol} needs ${wanted}`;
  const other = Object.values(AUTH_PROTOCOLS).find((field) => field !== wanted && has(auth, field));
  return other && `the protocol ${protocol} has no ${other}`;
});

/** The rules by the names tables use. */
export const HTTP_ROUTE_RULES: Readonly<Record<string, OwnRule>> = {
  redirectNoBackends,
  prefixRewrites,
  pathValue,
  pathModifier,
  authProtocol,
  redirectOrRewrite: rule('MSH2978', (filters) => {
    const types = asList(filters).map((filter) => asMap(filter)['type']);
    return types.includes('RequestRedirect') && types.includes('URLRewrite')
      ? 'the filters RequestRedirect and URLRewrite exclude each other'
      : undefined;
  }),
  wildcardAlone: rule('MSH2981', (list) =>
    asList(list).includes('*') && asList(list).length > 1 ? '"*" stands beside other values' : undefined,
  ),
};
