/** The rules for Istio's Gateway. @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
import type { Cursor } from '../cursor.ts';
import { failing, type Problems, problem, quoted, unheard } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { ipAddress, isUnixAddress, unixAddress } from '../shared/addresses.ts';
import { isDnsLabel } from '../shared/names.ts';
import { port } from '../shared/numbers.ts';
import { isOf, isProtocol } from '../shared/protocols.ts';
import { GATEWAY_HOST, scopedHost } from '../shared/scoped-hosts.ts';
import { serverTls, tlsMode } from '../shared/server-tls.ts';

function* serverPort(server: Cursor): Problems {
  const at = server.at('port');
  if (!at.exists) {
    yield problem('MSH2303', at, `${server.name} has no port`);
    return;
  }
  const protocol = at.at('protocol');
  if (!isProtocol(protocol.text))
    yield problem('MSH2304', protocol, `the protocol ${quoted(protocol.text)} is none a gateway serves`);
  const number = at.at('number');
  const bind = server.at('bind').text;
  // A Unix socket has no number; istioctl lets an IP address have none either.
  if (number.number !== 0 || bind === '') yield* port(number);
  else if (!isUnixAddress(bind)) yield* unheard(port(number));
  if (at.at('targetPort').number !== 0)
    yield problem('MSH2305', at.at('targetPort'), 'targetPort has no effect in a Gateway');
  const name = at.at('name');
  if (name.text === '') yield problem('MSH2306', name, 'the port has no name');
}

function* bind(server: Cursor): Problems {
  const at = server.at('bind');
  if (at.text === '') return;
  if (!isUnixAddress(at.text)) {
    yield* ipAddress(at);
    return;
  }
  yield* unixAddress(at);
  const number = server.at('port').at('number');
  if (number.number !== 0)
    yield problem('MSH2307', number, `the Unix socket ${quoted(at.text)} has the port ${number.number}`);
}

/** Whether the settings of a plain port decrypt nothing: at most they redirect requests to HTTPS. */
const isBareTls = (tls: Cursor): boolean => tlsMode(tls).endsWith('PASSTHROUGH');

function* portAndTls(server: Cursor): Problems {
  const protocol = server.at('port').at('protocol').text;
  const tls = server.at('tls');
  if (isOf(protocol, 'tls')) {
    if (!tls.exists) yield problem('MSH2308', server, `${server.name} has no tls for the protocol ${protocol}`);
    return;
  }
  if (!tls.exists) return;
  if (!isOf(protocol, 'http')) yield problem('MSH2310', tls, `tls stands beside the protocol ${quoted(protocol)}`);
  else if (!isBareTls(tls)) yield problem('MSH2309', tls, `tls in the mode ${tlsMode(tls)} stands beside plain HTTP`);
}

function* serverProblems(server: Cursor): Problems {
  const hosts = server.items('hosts');
  if (hosts.length === 0) yield problem('MSH2302', server.at('hosts'), `${server.name} has no hosts`);
  for (const host of hosts) yield* scopedHost(host, GATEWAY_HOST);
  const portFailed = yield* failing(serverPort(server));
  yield* bind(server);
  yield* serverTls(server.at('tls'));
  if (!portFailed) yield* portAndTls(server);
}

/** What concerns the servers together. */
function* allServers(spec: Cursor): Problems {
  const seen = new Set<string>();
  for (const server of spec.items('servers')) {
    if (!server.has('port')) continue;
    const name = server.at('port').at('name');
    if (seen.has(name.text))
      yield problem('MSH2311', name, `there is another port named ${quoted(name.text)}`, { echo: name.text === '' });
    seen.add(name.text);
    const redirect = server.at('tls').at('httpsRedirect');
    const protocol = server.at('port').at('protocol').text;
    if (redirect.flag && !isOf(protocol, 'http'))
      yield problem('MSH2312', redirect, `httpsRedirect has no effect on the protocol ${quoted(protocol)}`);
  }
}

/** The rules for Istio's Gateway. */
export function* gateway(resource: Resource): Problems {
  const { spec, name } = resource;
  if (!isDnsLabel(name))
    yield problem('MSH2300', resource.metadata.at('name'), `${quoted(name)} cannot be the name of a Gateway`, {
      // The API server makes the name before the control plane sees it.
      echo: name === '' && resource.metadata.says('generateName'),
    });
  if (!spec.says('servers')) yield problem('MSH2301', spec.at('servers'), 'the Gateway has no servers');
  for (const server of spec.items('servers')) yield* serverProblems(server);
  yield* allServers(spec);
}
