/** Names as DNS, Kubernetes and Istio take them. Istio's DNS labels may be in capitals. */

const MAX_LABEL = 63;
const DNS_LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*-?)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

/** Whether a text is a DNS label: up to 63 letters, digits and inner dashes. */
export const isDnsLabel = (text: string): boolean => text.length <= MAX_LABEL && DNS_LABEL.test(text);

/** Whether a text is a DNS label that may begin with `*` or `*-`, or is `*`. */
export const isWildcardLabel = (text: string): boolean => text.length <= MAX_LABEL && WILDCARD_LABEL.test(text);
