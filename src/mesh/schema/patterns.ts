/**
 * The patterns of strings that tables name. They are Go's regular expressions as the API server has them; those that are
 * also JavaScript's mean the same there.
 */
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const PATH_CHARACTERS = "[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+";

/** Source of each pattern, by the name tables use. */
export const PATTERNS: Readonly<Record<string, string>> = {
  dnsLabel: `^${LABEL}$`,
  dnsSubdomain: `^${SUBDOMAIN}$`,
  group: `^$|^${SUBDOMAIN}$`,
  kind: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  hostname: `^(\\*\\.)?${SUBDOMAIN}$`,
  headerName: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$",
  headerToken: '^[-_A-Za-z0-9]+$',
  // Published with `[\t ]?`, which says the same and takes JavaScript exponential time to refuse.
  headerValue: '^[!-~]+([\\t ][!-~]+)*$',
  sha256: '(^$|^[a-f0-9]{64}$)',
  gatewayDuration: '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
  conditionReason: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  conditionType: `^(${SUBDOMAIN}/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`,
  controllerName: `^${SUBDOMAIN}\\/${PATH_CHARACTERS}$`,
  // The anchors bind only to the first and the last alternative, as in the API itself.
  addressType: `^Hostname|IPAddress|NamedAddress|${SUBDOMAIN}\\/${PATH_CHARACTERS}$`,
  corsOrigin: '(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)',
  httpPath: "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$",
  labelValue: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  protocol: `^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|${SUBDOMAIN}\\/[A-Za-z0-9]+$`,
};
