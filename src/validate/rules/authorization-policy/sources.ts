import type { Cursor } from '../cursor.ts';
import { firstCounts, type Problem, type Problems, problem, quoted } from '../problem.ts';
import { addresses, stated } from './lists.ts';

const ADDRESS_FIELDS = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const;
const NAME_FIELDS = [
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
  'namespaces',
  'notNamespaces',
] as const;
const ACCOUNT_FIELDS = ['serviceAccounts', 'notServiceAccounts'] as const;
const TRUST_DOMAIN_FIELDS = ['trustDomains', 'notTrustDomains'] as const;

const ALL_FIELDS: readonly string[] = [...ADDRESS_FIELDS, ...NAME_FIELDS, ...ACCOUNT_FIELDS, ...TRUST_DOMAIN_FIELDS];

const MAX_ACCOUNTS = 16;
/** A namespace, a slash and the name of a ServiceAccount. */
const MAX_ACCOUNT = 320;

function accountProblem(at: Cursor): Problem | undefined {
  const parts = at.text.split('/');
  if (at.text.includes('*')) return problem('MSH2716', at, `${at.name} ${quoted(at.text)} has a wildcard`);
  if (parts.length <= 2 && !parts.includes('') && at.text.length <= MAX_ACCOUNT) return undefined;
  return problem(
    'MSH2717',
    at,
    `${at.name} ${quoted(at.text)} is not the name of a service account, nor namespace/name`,
    {
      echo: at.text === '',
    },
  );
}

function* accounts(of: Cursor, field: string): Problems {
  const list = of.items(field);
  if (list.length > MAX_ACCOUNTS)
    yield problem('MSH2715', of.at(field), `${field} has ${list.length} entries, more than ${MAX_ACCOUNTS}`);
  for (const at of list) {
    const found = accountProblem(at);
    if (found) yield found;
  }
}

function trustDomainProblem(at: Cursor): Problem | undefined {
  const stars = at.text.split('*').length - 1;
  if (stars > 1) return problem('MSH2718', at, `${at.name} ${quoted(at.text)} has more than one wildcard`);
  if (stars === 1 && !at.text.startsWith('*') && !at.text.endsWith('*'))
    return problem('MSH2719', at, `${at.name} ${quoted(at.text)} has a wildcard in the middle`);
  return at.text.includes('/') ? problem('MSH2720', at, `${at.name} ${quoted(at.text)} has a slash`) : undefined;
}

function* trustDomains(of: Cursor, field: string): Problems {
  for (const at of of.items(field)) {
    const found = trustDomainProblem(at);
    if (found) yield found;
  }
}

function* identities(at: Cursor): Problems {
  const account = ACCOUNT_FIELDS.find((field) => at.says(field));
  const other = ['namespaces', 'notNamespaces', 'principals', 'notPrincipals'].find((field) => at.says(field));
  if (account !== undefined && other !== undefined)
    yield problem('MSH2714', at.at(other), `${other} stands beside ${account}, which says the same and more`);
}

/** Who a request comes from: an entry of `from`. */
export function* source(from: Cursor): Problems {
  const at = from.at('source');
  if (!at.exists) {
    yield problem('MSH2712', at, `${from.name} has no source`);
    return;
  }
  if (!at.says(...ALL_FIELDS)) yield problem('MSH2713', at, `the source of ${from.name} asks for nothing`);
  for (const field of ADDRESS_FIELDS) yield* addresses(at, field);
  for (const field of ALL_FIELDS) yield* stated(at, field);
  yield* identities(at);
  for (const field of ACCOUNT_FIELDS) yield* firstCounts(accounts(at, field));
  for (const field of TRUST_DOMAIN_FIELDS) yield* firstCounts(trustDomains(at, field));
}
