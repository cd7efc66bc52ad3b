/** AuthorizationPolicies that leave the decision to a service. @see https://istio.io/latest/docs/tasks/security/authorization/authz-custom/ */
import type { ExternalAuthorizer } from '../../../mesh/external-authorizers.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { RbacFilter } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { checkConfig } from './external-check.ts';
import { isDryRun, type Policy, policyTable, type Transport } from './policies.ts';

/** Tools find the rules of these policies by it. */
const RULE_PREFIX = 'istio-ext-authz-';
const DENIED_SUFFIX = '-deny-due-to-bad-CUSTOM-action';
const STATISTICS = 'istio_ext_authz_';

const RBAC = {
  http: { name: 'envoy.filters.http.rbac', type: TYPES.httpRbac },
  tcp: { name: 'envoy.filters.network.rbac', type: TYPES.networkRbac },
} as const;

const STATUS_LIMITS = { least: 100, most: 599 } as const;

/** Why a service cannot be asked; `undefined` when it can. */
function unusable(context: CompileContext, authorizer: ExternalAuthorizer | undefined): string | undefined {
  if (authorizer === undefined) return 'no extension provider of the mesh configuration that authorizes has this name';
  const { host, port, statusOnError: status, body } = authorizer;
  const service = context.services.get(host);
  if (service === undefined) return `its service "${host}" is not declared`;
  if (!service.ports.some(({ number }) => number === port)) return `its service "${host}" has no port ${port}`;
  const number = Number(status === '' ? STATUS_LIMITS.most : status);
  if (!Number.isInteger(number) || number < STATUS_LIMITS.least || number > STATUS_LIMITS.most)
    return `its statusOnError "${status}" is no status of HTTP`;
  if (body && !(Number.isInteger(body.maxBytes) && body.maxBytes > 0)) return 'its maxRequestBytes is no size';
  return undefined;
}

function rbacFilter(transport: Transport, config: Omit<RbacFilter, '@type'>): TypedExtension {
  const { name, type } = RBAC[transport];
  return { name, typed_config: { '@type': type, ...config, ...(transport === 'tcp' ? { stat_prefix: 'tcp.' } : {}) } };
}

/** What a policy says of requests to it, and of those whose provider cannot be asked. */
interface Group {
  readonly provider: string;
  readonly policies: readonly Policy[];
  readonly transport: Transport;
  /** Of the filter that says which requests are asked about. */
  readonly prefix: string;
}

/** Requests to policies whose provider is not there are refused: they were not to pass without its word. */
function denial(context: CompileContext, { provider, policies, transport }: Group, why: string): TypedExtension {
  for (const policy of policies) {
    const message = `the provider "${provider}" cannot be asked, so that the policy denies: ${why}`;
    context.report(policy, 'MSH5015', { message, path: ['spec', 'provider', 'name'] });
  }
  const name = (rule: string): string => RULE_PREFIX + rule + DENIED_SUFFIX;
  const table = policyTable(context, policies, { transport, name }) ?? {};
  return rbacFilter(transport, { rules: { action: 'DENY', policies: table } });
}

/** Rules that only say which requests are asked about, and the filter that asks. */
function asking(context: CompileContext, group: Group, authorizer: ExternalAuthorizer): readonly TypedExtension[] {
  const { transport, policies, prefix } = group;
  const table = policyTable(context, policies, { transport, name: (rule) => RULE_PREFIX + rule }) ?? {};
  const marks = rbacFilter(transport, {
    shadow_rules: { action: 'DENY', policies: table },
    shadow_rules_stat_prefix: prefix,
  });
  const filter_enabled_metadata = {
    filter: RBAC[transport].name,
    path: [{ key: `${prefix}shadow_effective_policy_id` }],
    value: { string_match: { prefix: RULE_PREFIX } },
  };
  const check = checkConfig(authorizer, transport);
  return [
    marks,
    {
      name: `envoy.filters.${transport === 'http' ? 'http' : 'network'}.ext_authz`,
      typed_config: { ...check, filter_enabled_metadata },
    },
  ];
}

function groupFilters(context: CompileContext, group: Group): readonly TypedExtension[] {
  const { provider, policies, transport } = group;
  const authorizer = context.mesh.settings.authorizers.find(({ name }) => name === provider);
  const why = unusable(context, authorizer);
  if (why !== undefined || authorizer === undefined) return [denial(context, group, why ?? '')];
  if (transport === 'http' || authorizer.kind === 'grpc') return asking(context, group, authorizer);
  for (const policy of policies) {
    const message = `the provider "${provider}" speaks HTTP: it is not asked about connections of TCP`;
    context.report(policy, 'MSH5004', { message, path: ['spec', 'provider', 'name'] });
  }
  return [];
}

/** Those that count; a dry run of them is none of Istio's, which leaves such policies out. */
function effective(context: CompileContext, policies: readonly Policy[]): readonly Policy[] {
  return policies.filter((policy) => {
    if (isDryRun(policy)) {
      const message = 'a policy with the action CUSTOM has no dry run: nobody is asked, and nothing is counted';
      context.report(policy, 'MSH5004', { message, path: ['metadata', 'annotations'] });
    }
    return !isDryRun(policy) && (policy.spec.rules ?? []).length > 0;
  });
}

/** The filters of the policies with the action CUSTOM, a pair for each service that is asked, in the order of the policies. */
export function externalFilters(
  context: CompileContext,
  custom: readonly Policy[],
  transport: Transport,
): readonly TypedExtension[] {
  const policies = effective(context, custom);
  const nameOf = ({ spec }: Policy): string => spec.provider?.name ?? '';
  const names = [...new Set(policies.map(nameOf))];
  return names.flatMap((provider) =>
    groupFilters(context, {
      provider,
      policies: policies.filter((policy) => nameOf(policy) === provider),
      transport,
      prefix: names.length === 1 ? STATISTICS : `${STATISTICS}${provider}_`,
    }),
  );
}
