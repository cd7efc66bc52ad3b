import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

/** What is known of a peer only after the proxy has asked the provider. */
const PEER_FIELDS = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
] as const;

const PEER_KEY = /^(?:source\.(?:namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/;

function* peers(rule: Cursor): Problems {
  for (const from of rule.items('from'))
    for (const field of PEER_FIELDS) {
      const at = from.at('source').at(field);
      if (from.at('source').says(field)) yield problem('MSH2703', at, `${field} cannot be used with the action CUSTOM`);
    }
  for (const when of rule.items('when')) {
    const key = when.at('key');
    if (PEER_KEY.test(key.text))
      yield problem('MSH2703', key, `${quoted(key.text)} cannot be used with the action CUSTOM`);
  }
}

/** What the action CUSTOM asks for: rules, a provider, and no question of who the peer is. */
export function* customAction(spec: Cursor): Problems {
  if (!spec.says('rules'))
    yield problem('MSH2700', spec.at('rules'), 'the action CUSTOM has no rules and is never taken');
  const provider = spec.at('provider');
  if (!provider.says('name'))
    yield problem(
      'MSH2701',
      provider.exists ? provider.at('name') : provider,
      'the action CUSTOM has no provider.name',
    );
  for (const rule of spec.items('rules')) yield* peers(rule);
}
