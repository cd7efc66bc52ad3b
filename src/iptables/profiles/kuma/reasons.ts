import type { ReasonText } from '../profile.ts';

/** Why each rule of this profile is there, by the id its programs give. */
export const KUMA_REASONS = {
  'enter-inbound': {
    meaning: 'Sends every arriving TCP connection through the inbound chain.',
    without: 'The inbound chain is never entered and nothing inbound is captured.',
  },
  'enter-outbound': {
    meaning: 'Sends every TCP connection made here through the outbound chain.',
    without: 'The outbound chain is never entered and nothing outbound is captured.',
  },
  'network-dns': {
    meaning: 'DNS queries of machines behind this interface go to the DNS proxy.',
    without: 'Names of the mesh do not resolve behind the interface.',
  },
  'network-outgoing': {
    meaning: 'TCP of machines behind this interface to anywhere but their own network is outbound traffic.',
    without: 'Their connections would be taken for inbound ones, or leave outside the mesh.',
  },
  log: {
    meaning: 'Writes every packet that reaches this point to the log of the kernel.',
    without: 'Nothing breaks; the log stays quiet.',
  },
  'exclude-owner': {
    meaning: 'These users may reach these ports directly, past the proxy.',
    without: 'Their connections are captured like all others.',
  },
  'exclude-address': {
    meaning: 'Connections to these addresses are left alone, whatever their port.',
    without: 'Connections to these addresses are captured like all others.',
  },
  'exclude-source': {
    meaning: 'Connections from these addresses reach the application directly.',
    without: 'Connections from these addresses arrive at the proxy, which may refuse them for want of an identity.',
  },
  'exclude-port': {
    meaning: 'Connections to this port are left alone.',
    without: 'Connections to this port go to the proxy, which may not understand their protocol.',
  },
  disabled: {
    meaning: 'This direction is switched off: everything goes on as if there was no proxy.',
    without: 'Nothing breaks: without further rules the chain ends here anyway.',
  },
  'capture-port': {
    meaning: 'Connections to this port go to the proxy; ports that are not listed are left alone.',
    without: 'Connections to this port pass the proxy by.',
  },
  'capture-inbound': {
    meaning: 'All other inbound TCP connections go to the proxy.',
    without: 'Inbound connections reach the application without mutual TLS, permissions or metrics.',
  },
  'capture-outbound': {
    meaning: 'All other outbound TCP connections go to the proxy.',
    without: 'Outbound connections leave without mutual TLS, routing or metrics.',
  },
  passthrough: {
    meaning: 'The proxy delivers to the application under this source address; such packets are on their last hop.',
    without: 'The last hop would be captured again: a loop.',
  },
  'self-call': {
    meaning:
      'The proxy calls an address of its own pod: the application called a service that resolves to itself, so the connection goes through the inbound side as any other.',
    without:
      'Calls to oneself by service name reach the application without the inbound side, its mutual TLS and permissions.',
  },
  'app-loopback': {
    meaning: 'What other users send over the loopback interface stays direct.',
    without: 'Calls of the application to itself on localhost would make a round trip through the proxy.',
  },
  proxy: {
    meaning: 'Everything else the proxy sends leaves untouched: this ends the loop.',
    without: "The proxy's own connections are sent back to the proxy, for ever.",
  },
  localhost: {
    meaning: 'Connections to localhost stay direct, whoever makes them.',
    without: "Helpers on localhost and the proxy's own administration port would be captured.",
  },
  'to-proxy-inbound': {
    meaning: 'To the inbound listener of the proxy.',
    without: 'Connections are picked for capture and then not handed over.',
  },
  'to-proxy-outbound': {
    meaning: 'To the outbound listener of the proxy.',
    without: 'Connections are picked for capture and then not handed over.',
  },
  'dns-proxy': {
    meaning: "The proxy's own queries go to the resolver.",
    without: "The proxy's queries come back to it: no name resolves.",
  },
  'dns-docker': {
    meaning: "The proxy's own queries go on to Docker's rules, which know where its resolver listens.",
    without: "The proxy's queries never reach Docker's resolver.",
  },
  'dns-query': {
    meaning: 'DNS queries over UDP go to the DNS proxy.',
    without: 'Names only the mesh knows do not resolve.',
  },
  'dns-tcp': {
    meaning: 'DNS queries over TCP go to the resolver: the DNS proxy answers over UDP only.',
    without: 'DNS over TCP would be handed to the outbound listener as a connection like any other.',
  },
  'zone-resolver-answer': {
    meaning: "The resolver's answers are looked up in the zone of the proxy's queries.",
    without: "The resolver's answers find no connection and are dropped or misdelivered.",
  },
  'zone-app-query': {
    meaning: "The application's queries are tracked in a zone of their own.",
    without: 'A query of the application and the one the proxy makes of it may collide in connection tracking.',
  },
  'zone-proxy-query': {
    meaning: "The proxy's own queries are tracked apart from those of the application.",
    without: "The proxy's query may collide with the application's in connection tracking.",
  },
  'zone-proxy-answer': {
    meaning: "The DNS proxy's answers are looked up in the zone of the application's queries.",
    without: 'Answers to the application are not translated back and are not accepted.',
  },
  'zone-local-resolver': {
    meaning:
      'A resolver on localhost may answer from another port than 53 (Docker rewrites it), so its answers are known by their addresses.',
    without: "Answers of Docker's resolver find no connection, and no name resolves.",
  },
  'drop-invalid': {
    meaning: 'Packets connection tracking knows no connection for are dropped.',
    without: 'A stray late packet is not translated back and resets the connection it belonged to.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

/** Key of {@link KUMA_REASONS}. */
export type KumaReason = keyof typeof KUMA_REASONS;
