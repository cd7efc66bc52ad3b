/** Why the sidecar's rules are there, and what breaks without each. */
import type { ReasonText } from '../profile.ts';
import { TPROXY_REASONS } from '../tproxy-reasons.ts';

/** By the ids that rules of the profile have. */
export const ISTIO_REASONS = {
  'excluded-interface': {
    meaning: 'Nothing is taken of what passes this interface, in or out; the rule stands before every jump.',
    without: 'Traffic of the interface goes through the proxy, which may not know its network.',
  },
  'virtual-return': {
    meaning:
      'What a virtual machine sends and no rule above redirects is not inbound traffic of this pod; it passes untouched.',
    without: "The machine's own outbound calls are handed to the inbound listener, which rejects them.",
  },
  'drop-invalid': {
    meaning:
      'Packets conntrack cannot assign to a connection are dropped: their addresses could not be translated back any more.',
    without: 'A late packet leaves with untranslated addresses, and the other side resets a healthy connection.',
  },
  tunnel: {
    meaning: "The mesh's tunnel (HBONE) reaches the proxy on its own port, unredirected.",
    without: 'Tunnelled connections end up in the inbound listener, which does not speak HBONE.',
  },
  'to-outbound': {
    meaning:
      "Whatever reaches this chain goes to the proxy's outbound listener; the kernel remembers where it was going.",
    without: 'Nothing that leaves is taken: the chain lets it fall through.',
  },
  'to-inbound': {
    meaning: "Whatever reaches this chain goes to the proxy's inbound listener.",
    without: 'Nothing that arrives is taken, and mutual TLS is not enforced.',
  },
  inbound: {
    meaning: 'All TCP that arrives is looked at by the inbound chain.',
    without: 'Inbound traffic bypasses the proxy: no mutual TLS, no authorization, no metrics.',
  },
  'excluded-inbound-port': {
    meaning: 'This inbound port is served directly, as for health checks and metrics that come without mutual TLS.',
    without: 'The proxy answers on this port, and a caller outside the mesh may be turned away.',
  },
  'inbound-port': {
    meaning: 'Connections to this port (or to all) go to the inbound listener.',
    without: 'The port is reached past the proxy.',
  },
  divert: {
    meaning:
      'Packets of a connection that a transparent socket holds get the mark that routes them to this machine, and pass.',
    without: 'Only the first packet of a connection arrives at the proxy; the connection hangs.',
  },
  tproxy: {
    meaning:
      "A connection's first packet is handed to the proxy's transparent socket with its addresses unchanged; localhost is left out.",
    without: 'Nothing that arrives is taken in TPROXY mode.',
  },
  'known-connection': {
    meaning: 'Packets of connections that exist already only need the mark; the socket is found by its addresses.',
    without: 'Every packet is treated as a first one and offered to the listener, which knows nothing of it.',
  },
  'first-packet': {
    meaning: 'What is new goes to the transparent listener.',
    without: 'New inbound connections bypass the proxy.',
  },
  outbound: {
    meaning: 'Everything this pod sends is looked at by the outbound chain, UDP included for the sake of DNS.',
    without: 'Nothing that leaves is taken.',
  },
  'excluded-outbound-port': {
    meaning: 'This port is never taken, whoever calls it and wherever; the application may call itself on it, too.',
    without: 'Calls to this port go through the proxy, which may break protocols in which the server speaks first.',
  },
  'passthrough-out': {
    meaning:
      'The proxy calls the application from this loopback address; such a call must reach the application and not the proxy again.',
    without: "The proxy's delivery to the application is redirected to the proxy: a loop.",
  },
  'self-call': {
    meaning:
      'The application called a service that turned out to be its own pod: what the proxy sends over lo to another address than localhost goes to the inbound listener, so that it gets the treatment of any other call.',
    without: 'A call to oneself through a service skips mutual TLS, authorization and telemetry.',
  },
  'app-on-lo': {
    meaning: 'What others than the proxy send over lo stays direct: the application talks to itself.',
    without: 'Calls between containers of the pod go through the proxy, which does not expect them.',
  },
  'proxy-out': {
    meaning: 'What the proxy itself sends leaves untouched. This ends the loop.',
    without: "The proxy's own connections come back to it, for ever.",
  },
  'excluded-group': {
    meaning: 'Processes of this group are left alone.',
    without: 'The traffic of these processes goes through the proxy.',
  },
  'included-groups': {
    meaning: 'Only processes of these groups are taken; everybody else leaves here.',
    without: 'All processes are taken.',
  },
  dns: {
    meaning:
      'DNS queries that leave are looked at. The proxy and its agent have left the chain above, so their own pass.',
    without: 'The agent answers no DNS query.',
  },
  'dns-query': {
    meaning: 'A query to port 53 goes to the agent, which knows the names of the mesh.',
    without: 'Names the resolver does not know (ServiceEntry hosts, virtual addresses) do not resolve.',
  },
  'zones-out': {
    meaning: 'DNS packets that leave are put into conntrack zones before conntrack sees them.',
    without: 'See the zone rules: the two halves of a captured query may collide.',
  },
  'zone-agent-query': {
    meaning: "The agent's query to the resolver is kept apart from the application's query to the agent.",
    without: 'Both use port 53 and may use the same source port; conntrack then confuses them and answers get lost.',
  },
  'zone-agent-answer': {
    meaning: "The agent's answer belongs to the application's query.",
    without: "The answer is not translated back and the application's resolver discards it.",
  },
  'zones-in': {
    meaning: 'DNS answers that arrive are put into their zone.',
    without: "Answers of the resolver do not meet the agent's query in conntrack.",
  },
  'zone-app-query': {
    meaning: "The application's query shares a zone with the agent's answer.",
    without: 'The translation of the query is unknown where its answer is to be translated back.',
  },
  'zone-resolver-answer': {
    meaning: "The resolver's answer shares a zone with the agent's query.",
    without: "Answers of the resolver do not meet the agent's query in conntrack.",
  },
  localhost: {
    meaning: 'Localhost stays local, also calls to the admin port of the proxy.',
    without: 'Calls to localhost go out through the proxy, which has no route for them.',
  },
  'excluded-cidr': {
    meaning: 'These addresses are never taken; this wins over what is included below.',
    without: 'Calls to these addresses go through the proxy.',
  },
  'outbound-port': {
    meaning: 'This port is taken whatever the address.',
    without: 'Calls to the port outside the included addresses bypass the proxy.',
  },
  'outbound-all': {
    meaning: 'Everything that got this far goes to the outbound listener.',
    without: 'Outbound calls bypass the proxy: no routing, no mutual TLS, no telemetry.',
  },
  'outbound-cidr': {
    meaning: 'Calls to these addresses go to the outbound listener; others fall off the end of the chain and leave.',
    without: 'Calls to these addresses bypass the proxy.',
  },
  'virtual-redirect': {
    meaning: 'What the virtual machine behind this interface sends is outbound traffic of the pod.',
    without: "The machine's calls bypass the proxy.",
  },
  'save-mark': {
    meaning: 'The proxy marks what it sends to the application in the name of the client; the connection remembers it.',
    without: "The application's answers leave for the client directly, who did not ask the application.",
  },
  'marked-out': {
    meaning: 'Such packets are on their way to the application already.',
    without: 'They may get the mark of a self-call and be intercepted once more.',
  },
  'self-call-mark': {
    meaning: "The proxy's call to its own pod gets a mark of its own, so that it is intercepted on arrival.",
    without: 'Calls to oneself cannot be told from the application talking to itself, and bypass the inbound side.',
  },
  'restore-mark': {
    meaning: "The application's answers on a marked connection get the mark, and so are routed to the proxy.",
    without: "Answers to the client's address leave the pod past the proxy; the connection hangs.",
  },
  'marked-in': {
    meaning: "The proxy's packets in the client's name have been intercepted before.",
    without: 'The proxy intercepts its own delivery: a loop.',
  },
  'passthrough-in': {
    meaning: "The proxy's calls from its loopback address are on their way to the application.",
    without: 'The proxy intercepts its own delivery: a loop.',
  },
  'unmarked-lo': {
    meaning: 'Of what arrives over lo, only calls of the proxy to its own pod are intercepted a second time.',
    without: 'The application talking to itself is taken.',
  },
  ...TPROXY_REASONS,
  'passthrough-address': {
    meaning: 'The IPv6 twin of 127.0.0.6: the whole of 127.0.0.0/8 can be used without asking, this address cannot.',
    without: 'The proxy cannot call the application over IPv6.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

/** Why a rule of the sidecar is there. */
export type ReasonId = keyof typeof ISTIO_REASONS;
