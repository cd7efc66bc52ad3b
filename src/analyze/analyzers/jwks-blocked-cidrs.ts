import { asList, asMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { deployment, doc, docs } from '../example.ts';
import { containers, templateParts } from '../facts/membership.ts';
import { listed } from '../facts/wording.ts';
import { fullName } from '../resource.ts';

const VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** Policies that a message names. */
const MAX_NAMES = 5;

const AUTHENTICATION = doc(
  'security.istio.io/v1',
  'RequestAuthentication',
  'shop/jwt',
  'spec: {jwtRules: [{issuer: example.com, jwksUri: "https://example.com/keys"}]}',
);
const istiod = (env: string): string =>
  deployment('istio-system/istiod', '{app: istiod}', `containers: [{name: discovery, image: pilot${env}}]`).replace(
    'name: istiod}',
    'name: istiod, labels: {app: istiod}}',
  );

/** Fetching the keys of tokens is restricted. */
export const jwksBlockedCidrs = analyzer({
  name: 'jwks-blocked-cidrs',
  codes: ['IST0175'],
  subjects: ['Deployment'],
  inputs: ['Deployment', 'RequestAuthentication'],
  description: 'A control plane that fetches keys of tokens is told which addresses not to fetch them from.',
  examples: {
    bad: docs(AUTHENTICATION, istiod('')),
    good: docs(AUTHENTICATION, istiod(`, env: [{name: ${VARIABLE}, value: 10.0.0.0/8}]`)),
  },
  reference: 'authn.BlockedCIDRsAnalyzer',
  *analyze(resource, context) {
    if (resource.labels['app'] !== 'istiod') return;
    const names = context.all('RequestAuthentication').map(fullName).sort();
    if (names.length === 0) return;
    const isSet = containers(templateParts(resource).spec).some((container) =>
      asList(container['env']).some((item) => asMap(item)['name'] === VARIABLE && Boolean(asMap(item)['value'])),
    );
    if (isSet) return;
    const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
    yield found('IST0175', ['spec', 'template', 'spec', 'containers'], {
      message: `${VARIABLE} is not set although keys are fetched for ${listed(names.slice(0, MAX_NAMES))}${more}`,
      of: 'key',
    });
  },
});
