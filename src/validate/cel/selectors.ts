/** Rules on what a resource applies to. */
import { asMap, isMap } from '../../model/json.ts';
import { has, type OwnRule, quoted, rule } from './rule.ts';

const WAYS = ['selector', 'workloadSelector', 'targetRef', 'targetRefs'] as const;

const selectorOrTarget: OwnRule = {
  code: 'MSH2025',
  check(spec) {
    const set = WAYS.filter((name) => has(spec, name));
    const second = set[1];
    if (second === undefined) return [];
    return [{ message: `${set.join(' and ')} are set, which exclude each other`, at: [second], of: 'key' }];
  },
};

const noWildcardKey: OwnRule = {
  code: 'MSH2023',
  check: (labels) =>
    Object.keys(asMap(labels))
      .filter((key) => key.includes('*'))
      .map((key) => ({ message: `the label ${quoted(key)} has a wildcard`, at: [key], of: 'key' })),
};

const noEmptyKey: OwnRule = {
  code: 'MSH2022',
  check: (labels) => (has(labels, '') ? [{ message: 'a label has an empty key', at: [''], of: 'key' }] : []),
};

const wildcard = (value: unknown): string | undefined =>
  String(value).includes('*') ? `${quoted(value)} has a wildcard` : undefined;

const portLevelNeedsSelector = rule(
  'MSH2770',
  (spec) => {
    const labels = asMap(asMap(asMap(spec)['selector'])['matchLabels']);
    return has(spec, 'portLevelMtls') && Object.keys(labels).length === 0
      ? 'portLevelMtls is set without a selector that has labels'
      : undefined;
  },
  ['portLevelMtls'],
);

/** The rules by the names tables use. */
export const SELECTOR_RULES: Readonly<Record<string, OwnRule>> = {
  selectorOrTarget,
  noWildcardKey,
  noEmptyKey,
  noWildcardValue: rule('MSH2023', wildcard),
  noWildcard: rule('MSH2023', wildcard),
  empty: rule('MSH2027', (value) => (value === '' ? undefined : `the namespace ${quoted(value)} cannot be named here`)),
  portLevelNeedsSelector,
  serviceAccountsAlone: rule('MSH2714', (source) => {
    const accounts = ['serviceAccounts', 'notServiceAccounts'].find((name) => has(source, name));
    const others = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'];
    const other = others.find((name) => has(source, name));
    return accounts && other ? `${accounts} and ${other} are set, which exclude each other` : undefined;
  }),
  waypointContext: rule('MSH2952', (match) => {
    const waypoint = isMap(match) && match['context'] === 'WAYPOINT';
    if (waypoint === has(match, 'waypoint')) return undefined;
    return waypoint ? 'the context WAYPOINT needs a match of waypoint' : 'waypoint is for the context WAYPOINT only';
  }),
};
