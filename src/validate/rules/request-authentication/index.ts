/** The rules for RequestAuthentication. @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
import type { Cursor } from '../cursor.ts';
import { firstCounts, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { optionalDuration } from '../shared/durations.ts';
import { policyTargets } from '../shared/policies.ts';
import { parseUrl } from '../shared/urls.ts';
import { jwks } from './jwks.ts';

const HEADER_NAME = /^[-_A-Za-z0-9]+$/;

function* keySource(rule: Cursor): Problems {
  const uri = rule.at('jwksUri');
  if (uri.text !== '') {
    const parsed = parseUrl(uri.text);
    if ('error' in parsed) yield problem('MSH2752', uri, `jwksUri ${quoted(uri.text)} is not a URL: ${parsed.error}`);
    else if (!['http', 'https'].includes(parsed.scheme))
      yield problem('MSH2753', uri, `jwksUri ${quoted(uri.text)} is neither of http nor of https`);
  }
  if (rule.says('jwks')) yield* jwks(rule.at('jwks'));
}

function* locations(rule: Cursor): Problems {
  for (const at of rule.items('fromHeaders'))
    if (!at.says('name')) yield problem('MSH2756', at.at('name'), `${at.name} names no header`);
  for (const at of rule.items('fromParams'))
    if (at.text === '') yield problem('MSH2757', at, `${at.name} is an empty parameter`);
  for (const at of rule.items('fromCookies'))
    if (at.text === '') yield problem('MSH2758', at, `${at.name} is an empty cookie`);
}

function* claims(rule: Cursor): Problems {
  for (const at of rule.items('outputClaimToHeaders')) {
    const missing = ['claim', 'header'].filter((field) => !at.says(field));
    yield* firstCounts(missing.map((field) => problem('MSH2759', at.at(field), `${at.name} has no ${field}`)));
    const header = at.at('header');
    if (!HEADER_NAME.test(header.text))
      yield problem('MSH2041', header, `${quoted(header.text)} is not the name of a header`, {
        echo: header.text === '',
      });
  }
}

function* jwtRule(rule: Cursor): Problems {
  for (const at of rule.items('audiences'))
    if (at.text === '') yield problem('MSH2750', at, `${at.name} is an empty audience`);
  if (!rule.says('issuer', 'jwksUri')) yield problem('MSH2751', rule, `${rule.name} has neither issuer nor jwksUri`);
  yield* keySource(rule);
  yield* locations(rule);
  yield* claims(rule);
  yield* optionalDuration(rule.at('timeout'));
}

/** The rules for RequestAuthentication. */
export function* requestAuthentication(resource: Resource): Problems {
  yield* policyTargets(resource.spec);
  for (const rule of resource.spec.items('jwtRules')) yield* jwtRule(rule);
}
