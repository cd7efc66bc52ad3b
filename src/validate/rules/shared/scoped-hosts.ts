/** Hosts as a Gateway serves and a Sidecar sees them: `namespace/host`. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { isIpAddress } from './addresses.ts';
import { isPartialWildcard, wildcardDomainProblem } from './domains.ts';
import { isDnsLabel } from './names.ts';

/** What differs between the kinds that name such hosts. */
export interface ScopedHostForm {
  /** Whether the namespace may be left out. */
  readonly bare: boolean;
  /** Whether the host may be an IP address. */
  readonly ip: boolean;
  /** Whether a namespace may begin with `~`, which excludes it, or be no more than that. */
  readonly exclusion: boolean;
}

/** The form of a Gateway's hosts. */
export const GATEWAY_HOST: ScopedHostForm = { bare: true, ip: true, exclusion: false };
/** The form of a Sidecar's hosts. */
export const SIDECAR_HOST: ScopedHostForm = { bare: false, ip: false, exclusion: true };

const ANY_OR_OWN: readonly string[] = ['*', '.'];

function isNamespace(text: string, form: ScopedHostForm): boolean {
  if (!form.exclusion || !text.startsWith('~')) return ANY_OR_OWN.includes(text) || isDnsLabel(text);
  const excluded = text.slice(1);
  return excluded === '' || ANY_OR_OWN.includes(excluded) || isDnsLabel(excluded);
}

function* hostPart(at: Cursor, host: string, form: ScopedHostForm): Problems {
  if (host !== '*' && !host.includes('.'))
    yield problem('MSH2051', at, `${at.name} ${quoted(at.text)} is a short name, which means nothing here`);
  const wrong = form.ip && isIpAddress(host) ? undefined : wildcardDomainProblem(at, host);
  if (wrong) yield wrong;
  if (isPartialWildcard(host))
    yield problem('MSH2009', at, `${at.name} ${quoted(at.text)} has a wildcard that is not a whole part`);
}

/** A host with the namespace it is looked for in. */
export function* scopedHost(at: Cursor, form: ScopedHostForm): Problems {
  const slash = at.text.indexOf('/');
  if (slash < 0) {
    if (form.bare) yield* hostPart(at, at.text, form);
    else yield problem('MSH2049', at, `${at.name} ${quoted(at.text)} has no namespace`);
    return;
  }
  const namespace = at.text.slice(0, slash);
  const host = at.text.slice(slash + 1);
  if (namespace === '' || host === '') {
    yield problem('MSH2050', at, `${at.name} ${quoted(at.text)} lacks the namespace or the host`);
    return;
  }
  if (!isNamespace(namespace, form))
    yield problem('MSH2052', at, `${quoted(namespace)} in ${at.name} is not a namespace`);
  yield* hostPart(at, host, form);
}
