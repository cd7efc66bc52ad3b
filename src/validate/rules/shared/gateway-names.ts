/** Names of gateways, as `namespace/name`. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { domain } from './domains.ts';
import { isDnsLabel } from './names.ts';

/** The name that stands for all sidecars. */
export const MESH_GATEWAY = 'mesh';

/** The list `gateways`. istioctl looks no further than the first name without a slash. */
export function* gatewayNames(of: Cursor): Problems {
  let unheard = false;
  for (const at of of.items('gateways')) {
    for (const found of gatewayName(at)) yield unheard ? { ...found, reference: 'silent' } : found;
    unheard ||= !at.text.includes('/');
  }
}

function* gatewayName(at: Cursor): Problems {
  const name = at.text;
  const slash = name.indexOf('/');
  if (slash >= 0) {
    yield* qualifiedName(at, name.slice(0, slash), name.slice(slash + 1));
    return;
  }
  if (name.includes('.')) {
    const [first = '', second = ''] = name.split('.');
    yield problem(
      'MSH2034',
      at,
      `${at.name} ${quoted(name)} is written as a domain name instead of "${second}/${first}"`,
    );
  }
  yield* domain(at);
}

function* qualifiedName(at: Cursor, namespace: string, name: string): Problems {
  if (namespace === '' || name === '')
    yield problem('MSH2035', at, `${at.name} ${quoted(at.text)} lacks the namespace or the name`);
  if (!isDnsLabel(namespace))
    yield problem('MSH2036', at, `${quoted(namespace)} in ${at.name} is not a namespace`, { echo: namespace === '' });
  if (!isDnsLabel(name))
    yield problem('MSH2037', at, `${quoted(name)} in ${at.name} is not the name of a gateway`, { echo: name === '' });
}
