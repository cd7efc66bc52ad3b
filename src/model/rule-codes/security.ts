import { error, warning } from './levels.ts';

/** Rules for AuthorizationPolicy, RequestAuthentication and PeerAuthentication. */
export const SECURITY_CODES = {
  MSH2700: error(
    'A policy with the action CUSTOM has no rules.',
    'Add an empty rule ({}) to ask the provider about every request.',
  ),
  MSH2701: error(
    'A policy with the action CUSTOM has no provider.',
    'Set provider.name to an extension provider of the mesh configuration.',
  ),
  MSH2702: error('A policy has a provider, but its action asks none.', 'Set action to CUSTOM, or remove the provider.'),
  MSH2703: error(
    'A policy with the action CUSTOM asks who the peer is.',
    'Ask for addresses, hosts, methods, paths and headers only; the provider has to look at the rest.',
  ),
  MSH2704: error('A policy with the action DENY has no rules.', 'Add an empty rule ({}) to deny everything.'),
  MSH2710: error('A list of a rule has an empty value.', 'Remove the value, or write it.'),
  MSH2711: error('A port of a rule is not a number from 0 to 65535.', 'Write the number of the port.'),
  MSH2712: error('An entry of from has no source.', 'Add source.'),
  MSH2713: error(
    'A source asks for nothing.',
    'Name principals, namespaces or addresses, or remove the entry to allow any source.',
  ),
  MSH2714: error(
    'A source asks for service accounts and for namespaces or principals.',
    'Keep serviceAccounts; they say the namespace, too.',
  ),
  MSH2715: error('A source lists more than 16 service accounts.', 'Split the list over several entries of from.'),
  MSH2716: error('The name of a service account has a wildcard.', 'Name the accounts, or use principals.'),
  MSH2717: error('The name of a service account cannot be read.', 'Write name, or namespace/name.'),
  MSH2718: error('A trust domain has more than one wildcard.', 'Keep one, at the start or at the end.'),
  MSH2719: error('The wildcard of a trust domain is in the middle.', 'Move it to the start or the end.'),
  MSH2720: error('A trust domain has a slash.', 'Write the domain alone, such as cluster.local.'),
  MSH2721: error('An entry of to has no operation.', 'Add operation.'),
  MSH2722: error(
    'An operation asks for nothing.',
    'Name hosts, ports, methods or paths, or remove the entry to allow any operation.',
  ),
  MSH2723: error('The template of a path has something behind {**} that it cannot have.', 'Put {**} behind all {*}.'),
  MSH2724: error(
    'A path has a template that is none.',
    'Write {*} for one segment and {**} for any number; templates have no names.',
  ),
  MSH2725: error('A path has a segment that cannot stand beside a template.', 'Write {*} in place of the asterisk.'),
  MSH2730: error('A condition has no key.', 'Name the attribute, such as request.headers[version].'),
  MSH2731: error(
    'A condition asks for an attribute that does not exist.',
    'See https://istio.io/latest/docs/reference/config/security/conditions/ for their names.',
  ),
  MSH2732: error(
    'A condition asks for an attribute that is gone.',
    'Use the namespace and the selector of the policy.',
  ),
  MSH2733: error('The attribute of a condition lacks its name in brackets.', 'Write it as request.headers[name].'),
  MSH2734: error('A condition has no values.', 'Set values or notValues.'),
  MSH2735: warning(
    'A rule with the action DENY asks for attributes of HTTP alone.',
    'Add the ports the rule is for; on a TCP port it denies every connection.',
  ),
  MSH2750: error('An audience is empty.', 'Remove it, or write it.'),
  MSH2751: error('A rule for tokens has neither issuer nor jwksUri.', 'Set issuer.'),
  MSH2752: error('The address of a set of keys is not a URL.', 'Correct jwksUri.'),
  MSH2753: error('The address of a set of keys is neither of http nor of https.', 'Write https://…'),
  MSH2754: error('A set of keys cannot be read.', 'Write the JSON of RFC 7517, with the public keys under keys.'),
  MSH2755: warning(
    'A set of keys holds a secret one.',
    'Take the private parts out; tokens are verified by the public ones, and everybody who may read the object can read the secret.',
  ),
  MSH2756: error('A header to read tokens from has no name.', 'Set name.'),
  MSH2757: error('A parameter to read tokens from is empty.', 'Write the name of the parameter.'),
  MSH2758: error('A cookie to read tokens from is empty.', 'Write the name of the cookie.'),
  MSH2759: error('A claim is to be copied to a header, but one of the two is not named.', 'Set both claim and header.'),
  MSH2770: error(
    'Mutual TLS is set for ports of a whole namespace or mesh.',
    'Add a selector with labels; ports are those of workloads.',
  ),
  MSH2771: error('Mutual TLS is set for ports, but there are none.', 'Name a port, or remove portLevelMtls.'),
  MSH2772: error('Mutual TLS is set for a port that is none.', "Write the number of the workload's port."),
} as const;
