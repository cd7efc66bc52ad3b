import { compareBytes } from '../../gotext/compare.ts';
import type { ConfigDump } from '../dump.ts';
import { enumName, field, fieldAt, list, map, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { EnvoyError } from '../problems.ts';
import { HTTP_MANAGER } from './filter-names.ts';
import type { Table } from './table.ts';

/** Names of `envoy.config.rbac.v3.RBAC.Action`, by number. */
const ACTIONS = ['ALLOW', 'DENY', 'LOG'] as const;

/** The order of actions in the table; CUSTOM is Istio's name for what an external service decides. */
const ACTION_ORDER = ['DENY', 'ALLOW', 'LOG', 'CUSTOM'] as const;
type Action = (typeof ACTION_ORDER)[number];

const RBAC_FILTERS: ReadonlySet<string> = new Set(['envoy.filters.http.rbac', 'envoy.filters.network.rbac']);
const EXT_AUTHZ_PREFIX = 'istio-ext-authz-';

/** A policy name Istio made: `ns[shop]-policy[deny-admin]-rule[0]`, behind a prefix and a provider's name where it is a CUSTOM one. */
const POLICY_NAME = /ns\[(.+?)\]-policy\[(.+?)\]-rule\[(.+?)\]$/;

/** What a filter without policies is shown as: it lets nothing match. */
const ANONYMOUS = '_anonymous_match_nothing_';

const SHAPE: Shape = { dynamic_listeners: { active_state: { listener: WHOLE } } };

/** Policies by name, and the rules of each name whatever the action. */
interface Found {
  readonly names: Record<Action, Set<string>>;
  readonly rules: Map<string, Set<string>>;
  /** Whether a filter that has nothing but shadow rules counts as one that lets nothing match. */
  readonly anonymousShadows: boolean;
}

/**
 * The table of authorization policies a proxy enforces. With `peer` a filter that only asks an external service is listed as
 * one that lets nothing match, as the reference lists it. Throws {@link EnvoyError} when the dump has no listeners
 * part.
 */
export function authzTable(dump: ConfigDump, { peer = false }: { readonly peer?: boolean } = {}): Table {
  const found: Found = {
    names: { DENY: new Set(), ALLOW: new Set(), LOG: new Set(), CUSTOM: new Set() },
    rules: new Map(),
    anonymousShadows: peer,
  };
  for (const rbac of rbacFilters(listenerSection(dump))) collect(rbac, found);
  const rows = ACTION_ORDER.flatMap((action) =>
    [...found.names[action]].sort(compareBytes).map((name) => [action, name, String(found.rules.get(name)?.size ?? 0)]),
  );
  return { header: ['ACTION', 'AuthorizationPolicy', 'RULES'], rows, padding: 3 };
}

function listenerSection(dump: ConfigDump): unknown {
  try {
    return dump.section('listeners', SHAPE);
  } catch (error) {
    throw error instanceof EnvoyError
      ? error.withPeer((peer) => `failed to get dynamic listener dump: ${peer}`)
      : error;
  }
}

/** The RBAC filters in the chains of dynamic listeners, of HTTP and of TCP. */
function* rbacFilters(section: unknown): Generator<unknown> {
  for (const entry of list(section, 'dynamic_listeners')) {
    for (const chain of list(fieldAt(entry, 'active_state', 'listener'), 'filter_chains')) {
      for (const filter of list(chain, 'filters')) {
        const isManager = text(filter, 'name') === HTTP_MANAGER;
        const inner = isManager ? list(field(filter, 'typed_config'), 'http_filters') : [filter];
        for (const candidate of inner) {
          if (RBAC_FILTERS.has(text(candidate, 'name'))) yield field(candidate, 'typed_config');
        }
      }
    }
  }
}

function collect(rbac: unknown, found: Found): void {
  const rules = field(rbac, 'rules');
  const action = ACTION_ORDER.find((known) => known === enumName(rules, 'action', ACTIONS)) ?? 'ALLOW';
  const names = Object.keys(map(rules, 'policies'));
  if (names.length === 0 && (rules !== undefined || found.anonymousShadows)) add(found, action, [ANONYMOUS, '0']);
  for (const name of names) addNamed(found, action, name);
  for (const name of Object.keys(map(field(rbac, 'shadow_rules'), 'policies'))) {
    if (name.startsWith(EXT_AUTHZ_PREFIX)) addNamed(found, 'CUSTOM', name);
  }
}

function addNamed(found: Found, action: Action, name: string): void {
  const [, namespace, policy, rule] = POLICY_NAME.exec(name) ?? [];
  if (namespace !== undefined && policy !== undefined && rule !== undefined) {
    add(found, action, [`${policy}.${namespace}`, rule]);
  }
}

function add({ names, rules }: Found, action: Action, [name, rule]: readonly [string, string]): void {
  names[action].add(name);
  const known = rules.get(name) ?? new Set();
  rules.set(name, known.add(rule));
}
