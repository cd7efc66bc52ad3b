/** Domain names, with and without wildcards. */
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import { isDnsLabel, isWildcardLabel } from './names.ts';

/** RFC 1035, section 2.3.4. */
const MAX_DOMAIN = 255;

function size(domain: string, at: Cursor): Problem | undefined {
  if (domain === '') return problem('MSH2005', at, `${at.name} is an empty domain name`);
  if (domain.length <= MAX_DOMAIN) return undefined;
  return problem('MSH2006', at, `${at.name} has ${domain.length} characters, a domain name at most ${MAX_DOMAIN}`);
}

const badLabel = (label: string, at: Cursor): Problem =>
  problem(
    'MSH2008',
    at,
    `${at.name} ${quoted(at.text)} is not a domain name: the part ${quoted(label)} is not a DNS label`,
  );

function labels(domain: string, at: Cursor): Problem | undefined {
  const parts = domain.split('.');
  const last = parts.at(-1) ?? '';
  if (/^[0-9]+$/.test(last))
    return problem('MSH2007', at, `${at.name} ${quoted(at.text)} ends in ${quoted(last)}, which is only digits`);
  // One dot may stand at the end, as in a name that is not to be searched for.
  const bad = parts.find((part, index) => !isDnsLabel(part) && !(part === '' && index === parts.length - 1));
  return bad === undefined ? undefined : badLabel(bad, at);
}

/** What is wrong with the domain name `domain`, reported at `at`; `undefined` when it is one. */
export function domainProblem(at: Cursor, domain = at.text): Problem | undefined {
  return size(domain, at) ?? labels(domain, at);
}

/** What is wrong with a domain name whose first part may be a wildcard. */
export function wildcardDomainProblem(at: Cursor, domain = at.text): Problem | undefined {
  const tooMuch = size(domain, at);
  if (tooMuch) return tooMuch;
  const dot = domain.indexOf('.');
  const head = dot < 0 ? domain : domain.slice(0, dot);
  if (!isWildcardLabel(head)) return badLabel(head, at);
  return dot < 0 ? undefined : labels(domain.slice(dot + 1), at);
}

const GENERATED = /^outbound_\.[0-9]+_\._\.(.*)$/;

/** What is wrong with a host of a gateway that passes TLS through: also names of the form `outbound_.80_._.host`, which east-west gateways use, are good. */
export function sniDomainProblem(at: Cursor): Problem | undefined {
  const generated = GENERATED.exec(at.text)?.[1];
  return wildcardDomainProblem(at, generated ?? at.text);
}

/** A domain name. */
export function* domain(at: Cursor): Problems {
  const found = domainProblem(at);
  if (found) yield found;
}

/** A domain name whose first part may be a wildcard. */
export function* wildcardDomain(at: Cursor): Problems {
  const found = wildcardDomainProblem(at);
  if (found) yield found;
}

/** Whether a host has a `*` other than as its whole first part. */
export const isPartialWildcard = (host: string): boolean =>
  host.includes('*') && host !== '*' && !host.startsWith('*.');
