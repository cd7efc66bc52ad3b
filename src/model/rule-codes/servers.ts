import { error, warning } from './levels.ts';

/** Rules for Gateway, for the TLS of servers wherever it stands, and for Sidecar. */
export const SERVERS_CODES = {
  MSH2300: error('The name of a Gateway is not a DNS label.', 'Rename it without dots.'),
  MSH2301: error('A Gateway has no servers.', 'Add a server with a port and hosts.'),
  MSH2302: error('A server has no hosts.', 'List the hosts it serves; "*" is any.'),
  MSH2303: error('A server has no port.', 'Add the port with number, name and protocol.'),
  MSH2304: error(
    'A server has a protocol no gateway serves.',
    'Write HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS or MYSQL.',
  ),
  MSH2305: error(
    'A server of a Gateway has a targetPort.',
    'Remove it; the Service of the gateway says which port is behind.',
  ),
  MSH2306: error('The port of a server has no name.', 'Name the port; names are unique within the Gateway.'),
  MSH2307: error('A server binds a Unix socket and a port.', 'Set the number of the port to 0, or remove bind.'),
  MSH2308: error('A server of HTTPS or TLS has no TLS settings.', 'Add tls with a mode and the certificate.'),
  MSH2309: error(
    'A server of plain HTTP has TLS settings.',
    'Keep httpsRedirect alone, or change the protocol to HTTPS.',
  ),
  MSH2310: error(
    'A listener whose protocol is not encrypted has TLS settings.',
    'Change the protocol to TLS or HTTPS, or remove the settings.',
  ),
  MSH2311: error('Two ports of a Gateway have one name.', 'Rename one of them.'),
  MSH2312: warning(
    'httpsRedirect stands beside a protocol that redirects nothing.',
    'Move it to the server of plain HTTP.',
  ),
  MSH2320: warning(
    'An old version of TLS is allowed, but no cipher suites that go with it.',
    'Set minProtocolVersion to TLSV1_2, or list cipherSuites.',
  ),
  MSH2321: warning(
    'A cipher suite is not known and is ignored.',
    'Correct the name; cipher suites of TLS 1.3 cannot be chosen.',
  ),
  MSH2322: warning('A cipher suite is listed twice.', 'Remove one of them.'),
  MSH2323: error('The mode ISTIO_MUTUAL has certificates of its own.', 'Remove them, or change the mode to MUTUAL.'),
  MSH2324: warning(
    'TLS that is passed through has certificates.',
    'Remove them, or change the mode; what is passed through is not decrypted.',
  ),
  MSH2325: error(
    'The certificate of a server comes from more than one place.',
    'Keep one of credentialName, credentialNames, tlsCertificates, and serverCertificate with privateKey.',
  ),
  MSH2326: error(
    'Clients are to be verified, but nothing says against what.',
    'Set caCertificates, or credentialName of a Secret that holds them.',
  ),
  MSH2327: error(
    'The certificate or the private key of a server is missing.',
    'Set both serverCertificate and privateKey, or credentialName.',
  ),
  MSH2328: warning(
    'A server has more certificates than are used.',
    'Keep two: one with an RSA key, one with an ECDSA key.',
  ),
  MSH2329: error(
    'A list of revoked certificates stands where clients show none.',
    'Remove caCrl, or change the mode to MUTUAL.',
  ),
  MSH2500: error(
    'A Sidecar configures nothing.',
    'Add egress, ingress, outboundTrafficPolicy or inboundConnectionPool.',
  ),
  MSH2501: error('An ingress listener has no port.', 'Add the port with number, name and protocol.'),
  MSH2502: error('A listener of a Sidecar has a targetPort.', 'Remove it; defaultEndpoint says where traffic goes.'),
  MSH2503: error('Two listeners of a Sidecar have one port.', 'Remove one of them, or change its port.'),
  MSH2505: error(
    'The endpoint of an ingress listener is not on the machine of the proxy.',
    'Write 127.0.0.1:PORT, 0.0.0.0:PORT, [::1]:PORT, [::]:PORT or unix:///PATH.',
  ),
  MSH2506: error(
    'The endpoint of an ingress listener has no port.',
    'Write the address, a colon and the port; an IPv6 address stands in brackets.',
  ),
  MSH2507: error('The port of an endpoint is not a number.', 'Write the number of the port.'),
  MSH2508: error(
    'The TLS of a Sidecar has a setting that only gateways know.',
    'Remove it; certificates of a Sidecar are files.',
  ),
  MSH2509: error(
    'The TLS of a Sidecar has a mode that only gateways know.',
    'Use SIMPLE or MUTUAL; mutual TLS of the mesh is set by PeerAuthentication.',
  ),
  MSH2510: warning(
    'A connection pool limits HTTP on a port that does not speak it.',
    'Change the protocol of the port, or use the tcp limits.',
  ),
  MSH2513: error('An egress listener without port is not the last.', 'Move it to the end; there is one at most.'),
  MSH2514: error(
    'An egress listener has the port 0, but binds no Unix socket.',
    'Set the number, or bind unix:///PATH.',
  ),
  MSH2515: error('Traffic is to be captured for a Unix socket.', 'Set captureMode to NONE.'),
  MSH2516: error('Two egress listeners bind one Unix socket.', 'Remove one of them.'),
  MSH2517: error('An egress listener imports no hosts.', 'List hosts as namespace/host.'),
  MSH2518: warning('A host is imported twice.', 'Remove the entry that another one covers.'),
  MSH2519: warning('All hosts are imported, and some besides.', 'Keep "*/*", or the others.'),
  MSH2520: error(
    'A Sidecar has a mode of outbound traffic that only the mesh configuration has.',
    'Use ALLOW_ANY or REGISTRY_ONLY, or set the mode in the mesh configuration.',
  ),
  MSH2521: error(
    'An egress proxy has no effect in the mode of the policy.',
    'Set mode to ALLOW_ANY, or remove egressProxy.',
  ),
  MSH2522: error('An egress proxy has no port.', 'Add port with the number.'),
} as const;
