/** Rules of AuthorizationPolicies as policies of Envoy's RBAC. */
import type { Condition, Operation, Rule, Source } from '../../../mesh/types/security.ts';
import type { Permission, Principal, RbacPolicy } from '../../resources/filter.ts';
import {
  type FieldKind,
  namedKey,
  OPERATION_FIELDS,
  type RuleSettings,
  SOURCE_FIELDS,
  WHEN_CALLER,
  WHEN_REQUEST,
} from './fields.ts';

/** For whom rules are made. */
export interface RuleTarget extends RuleSettings {
  readonly transport: 'http' | 'tcp';
  /** A rule that denies may leave out what TCP cannot know; one that allows may not. */
  readonly denies: boolean;
}

/** Why a rule cannot be carried over. */
export class UnmatchableValue extends Error {
  readonly value: string;

  constructor(value: string) {
    super(`"${value}" cannot be matched`);
    this.value = value;
  }
}

/** Both forms of a field: `values` must hold one, `not` none. `null` where TCP cannot tell. */
interface Alternatives<C> {
  readonly values: readonly C[] | undefined;
  readonly not: readonly C[] | undefined;
}

type Values = readonly string[] | undefined;

function readValues<C>(kind: FieldKind<C>, values: Values, target: RuleTarget): readonly C[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return values.flatMap((value) => {
    const read = kind.read(value, target);
    if (read === undefined) throw new UnmatchableValue(value);
    return read;
  });
}

/** A field under the conditions of the transport; `null` when the whole rule can never hold. */
function readField<C>(kind: FieldKind<C>, field: { values: Values; not: Values }, target: RuleTarget) {
  const given = (field.values ?? []).length > 0 || (field.not ?? []).length > 0;
  if (kind.http && target.transport === 'tcp' && given) return target.denies ? undefined : null;
  const read: Alternatives<C> = {
    values: readValues(kind, field.values, target),
    not: readValues(kind, field.not, target),
  };
  return read;
}

function permissionsOf({ values, not }: Alternatives<Permission>): readonly Permission[] {
  return [
    ...(values ? [{ or_rules: { rules: values } }] : []),
    ...(not ? [{ not_rule: { or_rules: { rules: not } } }] : []),
  ];
}

function principalsOf({ values, not }: Alternatives<Principal>): readonly Principal[] {
  return [...(values ? [{ or_ids: { ids: values } }] : []), ...(not ? [{ not_id: { or_ids: { ids: not } } }] : [])];
}

type Parts<C> = readonly C[] | null;

function collect<C>(parts: readonly (readonly C[] | null | undefined)[]): Parts<C> {
  const out: C[] = [];
  for (const part of parts) {
    if (part === null) return null;
    out.push(...(part ?? []));
  }
  return out;
}

const capitalised = <T extends string>(name: T): Capitalize<T> =>
  // The result is the argument with its first letter changed, which is what the type says.
  (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<T>;

function operationParts(operation: Operation, target: RuleTarget): Parts<Permission> {
  const names = ['hosts', 'methods', 'paths', 'ports'] as const;
  return collect(
    names.map((name) => {
      const not = operation[`not${capitalised(name)}`];
      const read = readField(OPERATION_FIELDS[name], { values: operation[name], not }, target);
      return read && permissionsOf(read);
    }),
  );
}

function sourceParts(source: Source, target: RuleTarget): Parts<Principal> {
  const names = [
    'principals',
    'requestPrincipals',
    'namespaces',
    'serviceAccounts',
    'trustDomains',
    'ipBlocks',
    'remoteIpBlocks',
  ] as const;
  return collect(
    names.map((name) => {
      const not = source[`not${capitalised(name)}`];
      const read = readField(SOURCE_FIELDS[name], { values: source[name], not }, target);
      return read && principalsOf(read);
    }),
  );
}

interface When {
  readonly permissions: Parts<Permission>;
  readonly principals: Parts<Principal>;
}

function whenParts(conditions: readonly Condition[], target: RuleTarget): When {
  const permissions: (readonly Permission[] | null | undefined)[] = [];
  const principals: (readonly Principal[] | null | undefined)[] = [];
  for (const { key = '', values, notValues: not } of conditions) {
    const request = Object.hasOwn(WHEN_REQUEST, key) ? WHEN_REQUEST[key] : undefined;
    const caller = Object.hasOwn(WHEN_CALLER, key) ? WHEN_CALLER[key] : namedKey(key);
    if (request) {
      const read = readField(request, { values, not }, target);
      permissions.push(read && permissionsOf(read));
    } else if (caller) {
      const read = readField(caller, { values, not }, target);
      principals.push(read && principalsOf(read));
    } else throw new UnmatchableValue(key);
  }
  return { permissions: collect(permissions), principals: collect(principals) };
}

const ANY: { readonly any: true } = { any: true };
const orAny = <C>(list: readonly C[]): readonly (C | { readonly any: true })[] => (list.length === 0 ? [ANY] : list);

/** A policy that no request meets. */
export const NEVER: RbacPolicy = {
  permissions: [{ not_rule: ANY }],
  principals: [{ not_id: ANY }],
};

/**
 * A rule as a policy; `undefined` when it can never hold here. Throws UnmatchableValue for a value that has no meaning.
 */
export function rulePolicy({ from = [], to = [], when = [] }: Rule, target: RuleTarget): RbacPolicy | undefined {
  const conditions = whenParts(when, target);
  const whenRequest = conditions.permissions;
  const whenCaller = conditions.principals;
  if (whenRequest === null || whenCaller === null) return undefined;
  const operations = (to.length === 0 ? [{}] : to).map(({ operation = {} }: { operation?: Operation }) =>
    operationParts(operation, target),
  );
  const sources = (from.length === 0 ? [{}] : from).map(({ source = {} }: { source?: Source }) =>
    sourceParts(source, target),
  );
  const possible = <C>(parts: readonly Parts<C>[]): readonly (readonly C[])[] => parts.filter((part) => part !== null);
  const permissions = possible(operations).map((part) => ({ and_rules: { rules: orAny([...part, ...whenRequest]) } }));
  const principals = possible(sources).map((part) => ({ and_ids: { ids: orAny([...part, ...whenCaller]) } }));
  // TCP cannot tell some alternatives; without them a rule that allows would allow more than it says.
  if (permissions.length < operations.length || principals.length < sources.length) return undefined;
  return { permissions, principals };
}
