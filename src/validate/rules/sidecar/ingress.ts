import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { ipAddress, isUnixAddress, unixAddress } from '../shared/addresses.ts';
import { connectionPool } from '../shared/connection-pool.ts';
import { isPort, port, portName } from '../shared/numbers.ts';
import { isOf, protocol } from '../shared/protocols.ts';
import { serverTls, tlsMode } from '../shared/server-tls.ts';

/** Where an application may listen for its sidecar. */
const LOCAL_HOSTS: readonly string[] = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

/** A host and a port; an IPv6 address stands in brackets. */
const HOST_AND_PORT = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/;

function* defaultEndpoint(at: Cursor): Problems {
  if (at.text === '') return;
  if (isUnixAddress(at.text)) {
    yield* unixAddress(at);
    return;
  }
  const match = HOST_AND_PORT.exec(at.text);
  if (!match) {
    yield problem('MSH2506', at, `defaultEndpoint ${quoted(at.text)} has no port`);
    // istioctl goes on with an empty port.
    yield problem('MSH2507', at, `the port of defaultEndpoint ${quoted(at.text)} is not a number`, { echo: true });
    return;
  }
  const host = match[1] ?? match[2] ?? '';
  if (!LOCAL_HOSTS.includes(host))
    yield problem('MSH2505', at, `the host ${quoted(host)} of defaultEndpoint is not the machine of the proxy itself`);
  const number = match[3] ?? '';
  if (!/^[-+]?[0-9]+$/.test(number))
    yield problem('MSH2507', at, `the port ${quoted(number)} of defaultEndpoint is not a number`);
  else if (!isPort(Number(number)))
    yield problem('MSH2001', at, `the port ${number} of defaultEndpoint is not in the range 1..65535`);
}

/** What a sidecar does not take, and where a gateway would. */
const UNSUPPORTED: readonly string[] = [
  'subjectAltNames',
  'httpsRedirect',
  'credentialName',
  'credentialNames',
  'tlsCertificates',
];

const OTHER_MODES: readonly string[] = ['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'];

function* tls(listener: Cursor): Problems {
  const at = listener.at('tls');
  if (!at.exists) return;
  for (const field of UNSUPPORTED)
    if (at.says(field)) yield problem('MSH2508', at.at(field), `${field} has no effect in the tls of a Sidecar`);
  const mode = tlsMode(at);
  if (OTHER_MODES.includes(mode))
    yield problem('MSH2509', at.at('mode'), `the mode ${mode} cannot be set in the tls of a Sidecar`);
  const spoken = listener.at('port').at('protocol').text;
  if (!isOf(spoken, 'tls')) yield problem('MSH2310', at, `tls stands beside the protocol ${quoted(spoken)}`);
  yield* serverTls(at);
}

function* pool(listener: Cursor): Problems {
  const at = listener.at('connectionPool');
  yield* connectionPool(at);
  const { number } = listener.at('port').at('number');
  const spoken = listener.at('port').at('protocol').text;
  if (at.has('http') && !isOf(spoken, 'http'))
    yield problem(
      'MSH2510',
      at.at('http'),
      `http limits have no effect on the port ${number}, whose protocol is ${quoted(spoken)}`,
    );
}

function* portAndBind(listener: Cursor): Problems {
  const at = listener.at('port');
  if (at.says('name')) yield* portName(at.at('name'));
  yield* protocol(at.at('protocol'));
  yield* port(at.at('number'));
  if (listener.says('bind')) yield* ipAddress(listener.at('bind'));
}

/** Listeners for traffic to the workload. */
export function* ingress(spec: Cursor): Problems {
  const seen = new Set<number>();
  for (const listener of spec.items('ingress')) {
    const at = listener.at('port');
    if (!at.exists) {
      yield problem('MSH2501', at, `${listener.name} has no port`);
      continue;
    }
    if (at.says('targetPort')) yield problem('MSH2502', at.at('targetPort'), 'targetPort has no effect in a Sidecar');
    yield* portAndBind(listener);
    const number = at.at('number');
    if (seen.has(number.number))
      yield problem('MSH2503', number, `there is another listener on the port ${number.number}`);
    seen.add(number.number);
    yield* defaultEndpoint(listener.at('defaultEndpoint'));
    yield* tls(listener);
    yield* pool(listener);
  }
}
