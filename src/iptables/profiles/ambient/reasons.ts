import type { ReasonText } from '../profile.ts';

/** Why each rule of this profile is there, by the id its programs give. */
export const AMBIENT_REASONS = {
  'enter-incoming': {
    meaning: 'Sends everything that arrives through the chain of the mesh.',
    without: 'The chain is never entered, and what it would do to arriving packets is not done.',
  },
  'enter-outgoing': {
    meaning: 'Sends everything that is made in the pod through the chain of the mesh.',
    without: 'The chain is never entered, and what it would do to packets made here is not done.',
  },
  'virtual-outgoing': {
    meaning: 'TCP from the virtual machine behind this interface goes to the outbound port of ztunnel.',
    without: "The virtual machine's connections leave the pod outside the mesh, or count as inbound ones.",
  },
  'virtual-rest': {
    meaning: 'What else comes from the virtual machine is not treated as inbound traffic.',
    without: 'A connection of the virtual machine would be tried as an inbound one.',
  },
  'remember-proxy': {
    meaning:
      'ztunnel delivers to the application under the address of the client; its packets are known by their mark, and the connection is marked so that the replies can be recognised.',
    without: 'Replies to the spoofed address leave by the route to the client and the connection hangs.',
  },
  'probe-in': {
    meaning: "kubelet's probes, which the host gives this source address, reach the application directly.",
    without: 'Probes arrive at ztunnel in plain text; under strict mutual TLS they fail and the pod is restarted.',
  },
  'probe-out': {
    meaning: "Answers to kubelet's probes leave directly.",
    without: 'Answers to probes may be taken for outbound connections.',
  },
  inbound: {
    meaning:
      'Other inbound TCP goes to the plain-text port of ztunnel: all but the tunnel port, localhost and what ztunnel itself sends.',
    without: 'Plain-text connections reach the application without authorization and telemetry.',
  },
  'restore-mark': {
    meaning:
      'Replies of the application on such a connection get its mark, so that the policy route brings them to ztunnel.',
    without: "The application's replies are routed to the client's address past ztunnel, and the connection hangs.",
  },
  'dns-udp': {
    meaning: 'DNS queries over UDP go to ztunnel, except its own and those to a resolver on this machine.',
    without: 'Names only the mesh knows do not resolve.',
  },
  'dns-tcp': {
    meaning: 'DNS queries over TCP go to ztunnel, except its own and those to localhost.',
    without: 'Long answers, which need TCP, come from the resolver of the cluster.',
  },
  'zone-query': {
    meaning: "ztunnel's own queries to the resolver are tracked in a zone of their own.",
    without: 'A query of the application and the one ztunnel makes of it may collide in connection tracking.',
  },
  'zone-answer': {
    meaning: "The resolver's answers are looked up in the zone of ztunnel's queries.",
    without: "The resolver's answers find no connection and are dropped or misdelivered.",
  },
  'proxied-reply': {
    meaning: 'Replies on connections that ztunnel delivered are not captured as outbound connections.',
    without: 'A reply could be sent to the outbound port of ztunnel.',
  },
  'self-call': {
    meaning: "The application's calls to its own pod address stay direct.",
    without: 'Self-calls make a round trip through ztunnel.',
  },
  outbound: {
    meaning:
      'Other outbound TCP goes to the outbound port of ztunnel: all but localhost and what ztunnel itself sends.',
    without: 'Outbound connections leave in plain text, outside the mesh.',
  },
  'enter-host': {
    meaning: 'Every packet that leaves the host is looked at first by the chain of the mesh.',
    without: "The chain is never entered and kubelet's probes keep their own source address.",
  },
  'probe-snat': {
    meaning:
      'A connection of a process of the host (not a forwarded one) to an enrolled pod is a probe of kubelet and gets the agreed source address.',
    without: "The pod's rules cannot tell probes from other traffic and hand them to ztunnel.",
  },
  'reply-rule': {
    meaning: 'Packets with the mark of a connection ztunnel delivered look into the table with the local route.',
    without: "Replies to the client's address leave the pod instead of going back to ztunnel.",
  },
  'reply-route': {
    meaning: 'In that table every address is local, so that the packets reach the socket of ztunnel.',
    without: 'Marked packets find no route to ztunnel.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

/** Key of {@link AMBIENT_REASONS}. */
export type AmbientReason = keyof typeof AMBIENT_REASONS;
