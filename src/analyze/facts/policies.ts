/** What AuthorizationPolicies are for, and what they ask of requests. */
import type { Operation } from '../../mesh/types/security.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** What only requests of HTTP have. */
const HTTP_FIELDS = [
  'methods',
  'paths',
  'hosts',
  'notMethods',
  'notPaths',
  'notHosts',
] as const satisfies readonly (keyof Operation)[];

/** The first field of an operation that asks for what only HTTP has; `undefined` where there is none. */
export function httpFieldOf(operation: Operation): (typeof HTTP_FIELDS)[number] | undefined {
  return HTTP_FIELDS.find((name) => (operation[name] ?? []).length > 0);
}

/** The namespace whose workloads a policy is for; `undefined` for those of the root namespace, which are for all of them. */
export function policyScope({ namespace }: AnalyzedResource, { settings }: Context): string | undefined {
  return namespace === settings.rootNamespace ? undefined : namespace;
}
