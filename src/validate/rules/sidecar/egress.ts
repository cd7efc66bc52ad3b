import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { ipAddress, isUnixAddress, unixAddress } from '../shared/addresses.ts';
import { port, portName } from '../shared/numbers.ts';
import { protocol } from '../shared/protocols.ts';
import { SIDECAR_HOST, scopedHost } from '../shared/scoped-hosts.ts';

const EVERYTHING = '*';

/** A Unix socket is nothing traffic could be captured for. */
const SOCKET_CAPTURE: readonly string[] = ['', 'DEFAULT', 'NONE'];

function* portAndBind(listener: Cursor): Problems {
  const at = listener.at('port');
  const bind = listener.at('bind');
  if (at.says('name')) yield* portName(at.at('name'));
  yield* protocol(at.at('protocol'));
  if (at.at('number').number !== 0) {
    yield* port(at.at('number'));
    if (bind.text !== '') yield* ipAddress(bind);
    return;
  }
  if (isUnixAddress(bind.text)) yield* unixAddress(bind);
  else yield problem('MSH2514', at, `${listener.name} has the port 0, but does not bind a Unix socket`);
  const capture = listener.at('captureMode');
  if (!SOCKET_CAPTURE.includes(capture.text))
    yield problem('MSH2515', capture, `captureMode ${capture.text} stands beside the port 0`);
}

/** Listeners that come before the one that is looked at. */
class Earlier {
  private readonly numbers = new Set<number>();
  private readonly sockets = new Set<string>();

  *listener(listener: Cursor, last: boolean): Problems {
    if (listener.has('port')) {
      yield* portAndBind(listener);
      yield* this.unique(listener);
    } else if (!last) yield problem('MSH2513', listener, `${listener.name} has no port, but is not the last`);
  }

  private *unique(listener: Cursor): Problems {
    const number = listener.at('port').at('number');
    const bind = listener.at('bind');
    if (number.number === 0) {
      if (this.sockets.has(bind.text))
        yield problem('MSH2516', bind, `there is another listener on the socket ${quoted(bind.text)}`);
      this.sockets.add(bind.text);
      return;
    }
    if (this.numbers.has(number.number))
      yield problem('MSH2503', number, `there is another listener on the port ${number.number}`);
    this.numbers.add(number.number);
  }
}

/** Hosts by namespace, as far as they were read. */
type Imports = Map<string, Set<string>>;

const add = (imports: Imports, namespace: string, host: string): void => {
  imports.set(namespace, (imports.get(namespace) ?? new Set()).add(host));
};

function isDuplicate(imports: Imports, namespace: string, host: string): boolean {
  const known = imports.get(namespace);
  if (!known) return false;
  return host === EVERYTHING ? known.size > 0 : known.has(host) || known.has(EVERYTHING);
}

/** Where a Sidecar is, and whether it is one for all namespaces: there `.` is the namespace of each workload. */
interface Place {
  readonly namespace: string;
  readonly forAll: boolean;
}

function* hosts(listener: Cursor, { namespace: ownNamespace, forAll }: Place): Problems {
  const imports: Imports = new Map();
  const asWritten: Imports = new Map();
  for (const at of listener.items('hosts')) {
    const slash = at.text.indexOf('/');
    if (slash >= 0) {
      const written = at.text.slice(0, slash);
      const namespace = written === '.' ? ownNamespace : written;
      const host = at.text.slice(slash + 1);
      if (isDuplicate(imports, namespace, host))
        yield problem('MSH2518', at, `${at.name} ${quoted(at.text)} is covered by another entry`, {
          echo: forAll && !isDuplicate(asWritten, written, host),
        });
      add(imports, namespace, host);
      add(asWritten, written, host);
    }
    yield* scopedHost(at, SIDECAR_HOST);
  }
  if (imports.get(EVERYTHING)?.has(EVERYTHING) && imports.size > 1)
    yield problem('MSH2519', listener.at('hosts'), '"*/*" is every host, but other hosts stand beside it');
}

/** Listeners for traffic from the workload. */
export function* egress({ spec, namespace, istioNamespace }: Resource): Problems {
  const place = { namespace, forAll: namespace === istioNamespace && !spec.has('workloadSelector') };
  const earlier = new Earlier();
  const listeners = spec.items('egress');
  for (const [index, listener] of listeners.entries()) {
    yield* earlier.listener(listener, index === listeners.length - 1);
    if (!listener.says('hosts')) yield problem('MSH2517', listener.at('hosts'), `${listener.name} has no hosts`);
    yield* hosts(listener, place);
  }
}
