import type { AuthorizationPolicy } from '../../mesh/types/security.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asMap, asString } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { authorizationPolicy, doc, docs } from '../example.ts';
import { OTHER_WORKLOADS, otherAccounts } from '../facts/other-workloads.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The account of pods that name none exists in every namespace. */
const DEFAULT_ACCOUNT = 'default';

const PRINCIPAL = /^[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** Accounts by namespace: declared ones, those that pods and machines run as, and those that come with Gateways. */
function accounts(context: Context): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  const add = (namespace: string, name: string | undefined): void => {
    if (!name) return;
    const names = out.get(namespace) ?? new Set();
    out.set(namespace, names.add(name));
  };
  for (const { namespace, name } of [...context.all('ServiceAccount'), ...otherAccounts(context)]) add(namespace, name);
  for (const { namespace, object } of context.all('Pod')) {
    const spec = asMap(object['spec']);
    add(namespace, asString(spec['serviceAccountName']) ?? asString(spec['serviceAccount']));
  }
  return out;
}

function* missing(
  account: { readonly namespace: string; readonly name: string },
  path: Path,
  context: Context,
): Generator<Found> {
  const known = context.derive(accounts).get(account.namespace);
  if (account.name === DEFAULT_ACCOUNT || known?.has(account.name)) return;
  const suggestion = nearest(account.name, known ?? []);
  const finding = found('MSH3021', path, {
    message: `there is no ServiceAccount ${quoted(account.name)} in the namespace ${quoted(account.namespace)}`,
    ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
  });
  yield known !== undefined || context.settings.complete ? finding : uncertain(finding);
}

function* principals({ spec, namespace }: AnalyzedResource<AuthorizationPolicy>, context: Context): Generator<Found> {
  for (const [i, { from = [] }] of (spec.rules ?? []).entries()) {
    for (const [j, { source = {} }] of from.entries()) {
      const at = ['spec', 'rules', i, 'from', j, 'source'];
      for (const field of ['principals', 'notPrincipals'] as const) {
        for (const [k, principal] of (source[field] ?? []).entries()) {
          const [, in_ = '', name = ''] = PRINCIPAL.exec(principal) ?? [];
          if (name !== '') yield* missing({ namespace: in_, name }, [...at, field, k], context);
        }
      }
      for (const field of ['serviceAccounts', 'notServiceAccounts'] as const) {
        for (const [k, account] of (source[field] ?? []).entries()) {
          if (account.includes('*')) continue;
          const [first = '', second] = account.split('/');
          const named = second === undefined ? { namespace, name: first } : { namespace: first, name: second };
          yield* missing(named, [...at, field, k], context);
        }
      }
    }
  }
}

const ACCOUNT = doc('v1', 'ServiceAccount', 'shop/web');
const from = (account: string): string =>
  authorizationPolicy('shop/web', `{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/${account}]}}]}]}`);

/** Identities somebody has. */
export const serviceAccounts = analyzer({
  name: 'service-accounts',
  codes: ['MSH3021'],
  subjects: ['AuthorizationPolicy', 'WorkloadEntry'],
  inputs: ['AuthorizationPolicy', 'Pod', 'ServiceAccount', ...OTHER_WORKLOADS],
  description: 'Service accounts that policies and machines name exist.',
  examples: { bad: docs(ACCOUNT, from('wbe')), good: docs(ACCOUNT, from('web')) },
  view: 'own',
  *analyze(resource, context) {
    if (resource.of === 'AuthorizationPolicy') {
      yield* principals(resource as AnalyzedResource<AuthorizationPolicy>, context);
      return;
    }
    const name = asString(asMap(resource.object['spec'])['serviceAccount']);
    if (name) yield* missing({ namespace: resource.namespace, name }, ['spec', 'serviceAccount'], context);
  },
});
