import type { ReasonText } from '../profile.ts';

/** Why each rule of this profile is there, by the id its programs give. */
export const LINKERD_REASONS = {
  'ignore-port': {
    meaning: 'Connections to these ports are left alone; being first, the rule wins over a port that is also listed.',
    without:
      'The proxy takes connections it cannot handle: its own admin port, or a protocol where the server speaks first.',
  },
  'ignore-subnet': {
    meaning: 'Whatever comes from this subnet reaches the application directly.',
    without: 'Connections from the subnet arrive at the proxy, which may refuse them for want of an identity.',
  },
  'redirect-all-incoming': {
    meaning: 'Every inbound TCP connection goes to the inbound listener of the proxy.',
    without: 'Inbound connections reach the application without mutual TLS, authorization or metrics.',
  },
  'redirect-port': {
    meaning: 'Inbound connections to this port go to the inbound listener of the proxy.',
    without: 'Connections to this port reach the application directly.',
  },
  'enter-incoming': {
    meaning: 'Sends every arriving connection through the inbound chain.',
    without: 'The inbound chain is never entered and nothing inbound is captured.',
  },
  'proxy-user': {
    meaning: "Connections of the proxy's user leave untouched: this ends the loop.",
    without: "The proxy's own connections are sent back to the proxy, for ever.",
  },
  'proxy-group': {
    meaning:
      "Connections of the proxy's group leave untouched: this ends the loop where the group tells the proxy apart.",
    without: 'Connections of a proxy that is known by its group are sent back to it.',
  },
  loopback: {
    meaning: 'Connections over the loopback interface stay direct; so do calls of the pod to its own address.',
    without: 'The proxy could not deliver to the application on localhost, and helpers on localhost would be captured.',
  },
  'redirect-all-outgoing': {
    meaning: 'Every other outbound TCP connection goes to the outbound listener of the proxy.',
    without: 'Outbound connections leave the pod without mutual TLS, load balancing or metrics.',
  },
  'enter-outgoing': {
    meaning: 'Sends every connection made here through the outbound chain.',
    without: 'The outbound chain is never entered and nothing outbound is captured.',
  },
  'close-wait': {
    meaning: 'How long the kernel remembers a connection that one side has closed.',
    without: 'Half closed connections fill the tracking table for as long as the system is set to.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

/** Key of {@link LINKERD_REASONS}. */
export type LinkerdReason = keyof typeof LINKERD_REASONS;
