/** Why the rules of 2018 are there, and what breaks without each. */
import type { ReasonText } from '../profile.ts';
import { TPROXY_REASONS } from '../tproxy-reasons.ts';

/** By the ids that rules of the profile have. */
export const ISTIO_2018_REASONS = {
  'to-outbound': {
    meaning: 'Whatever reaches this chain goes to the proxy, which looks up where it was going.',
    without: 'Nothing that leaves is taken.',
  },
  'to-inbound': {
    meaning: 'Whatever reaches this chain goes to the port for inbound traffic, in 2018 that of outbound traffic.',
    without: 'Nothing that arrives is taken, and mutual TLS is not enforced.',
  },
  inbound: {
    meaning: 'All TCP that arrives is looked at by the inbound chain.',
    without: 'Inbound traffic bypasses the proxy.',
  },
  ssh: {
    meaning: 'Port 22 is never taken when all ports are, so that nobody locks themselves out of a virtual machine.',
    without: 'SSH to a virtual machine goes through the proxy.',
  },
  'excluded-inbound-port': {
    meaning: 'This inbound port is served directly.',
    without: 'The proxy answers on this port.',
  },
  'inbound-port': {
    meaning: 'Connections to this port (or to all) go to the proxy.',
    without: 'The port is reached past the proxy.',
  },
  divert: {
    meaning: 'Packets of a connection that a transparent socket holds get the mark that routes them to this machine.',
    without: 'Only the first packet of a connection arrives at the proxy; the connection hangs.',
  },
  tproxy: {
    meaning: "A connection's first packet is handed to the proxy's transparent socket with its addresses unchanged.",
    without: 'Nothing that arrives is taken in TPROXY mode.',
  },
  'known-connection': {
    meaning: 'Packets for which a socket exists only need the mark.',
    without: 'Every packet is offered to the listener as a first one.',
  },
  'first-packet': {
    meaning: 'What is new goes to the transparent listener.',
    without: 'New inbound connections bypass the proxy.',
  },
  outbound: {
    meaning: 'All TCP this pod sends is looked at by the outbound chain.',
    without: 'Nothing that leaves is taken.',
  },
  'self-call': {
    meaning: 'Calls over lo to another address than localhost go to the proxy, those of the application included.',
    without: 'A call to oneself through a service bypasses the proxy.',
  },
  'proxy-out': {
    meaning: 'What the proxy itself sends leaves untouched. This ends the loop.',
    without: "The proxy's own connections come back to it, for ever.",
  },
  localhost: {
    meaning: 'Localhost stays local.',
    without: 'Calls to localhost go out through the proxy, which has no route for them.',
  },
  'excluded-cidr': {
    meaning: 'These addresses are never taken.',
    without: 'Calls to these addresses go through the proxy.',
  },
  'outbound-all': {
    meaning: 'Everything that got this far goes to the proxy.',
    without: 'Outbound calls bypass the proxy.',
  },
  'outbound-cidr': {
    meaning: 'Calls to these addresses go to the proxy.',
    without: 'Calls to these addresses bypass the proxy.',
  },
  'outbound-rest': {
    meaning: 'Calls to all other addresses leave directly.',
    without: 'Nothing changes: they would fall off the end of the chain.',
  },
  'ipv6-answers': {
    meaning: 'IPv6 was not supported in 2018: only answers to what the pod asked itself come in.',
    without: 'The pod gets no answers over IPv6.',
  },
  'ipv6-blocked': {
    meaning: 'Everything else that arrives over IPv6 is rejected, since no proxy would see it.',
    without: 'The pod is reached over IPv6 past the proxy.',
  },
  ...TPROXY_REASONS,
} as const satisfies Readonly<Record<string, ReasonText>>;

/** Why a rule of 2018 is there. */
export type Reason2018 = keyof typeof ISTIO_2018_REASONS;
