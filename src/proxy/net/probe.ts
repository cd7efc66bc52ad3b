import type { Probe } from '../contract.ts';
import type { WireContext } from '../wire/context.ts';
import { HeadReader, MORE } from '../wire/head-reader.ts';
import { NO_CONNECTION } from '../wire/nobody.ts';
import type { DialEvents, Dialer } from '../wire/pool.ts';
import { ResponseHead } from '../wire/response-head.ts';
import { Timer } from '../wire/timer-wheel.ts';
import type { Transport, TransportEvents } from '../wire/transport.ts';

/** Asks an endpoint, on a connection of its own, whether it is well again; says so once. */
export function runProbe(
  context: WireContext & { readonly dialer: Dialer },
  probe: Probe,
  then: (ok: boolean) => void,
) {
  let transport: Transport | undefined;
  let settled = false;
  const settle = (ok: boolean): void => {
    if (settled) return;
    settled = true;
    context.wheel.stop(timer);
    transport?.destroy();
    then(ok);
  };
  const timer = new Timer(() => settle(false));
  const events: DialEvents = {
    onConnected(connected): TransportEvents {
      transport = connected;
      if (probe.path === '' || settled) {
        settle(true);
        connected.destroy();
      } else ask(connected, probe);
      return reading(probe, settle);
    },
    onFailed: () => settle(false),
  };
  context.wheel.start(timer, probe.timeoutMs);
  context.dialer.dial(probe.endpoint, events, NO_CONNECTION);
}

function ask(transport: Transport, { method, path, endpoint }: Probe): void {
  transport.write(`${method} ${path} HTTP/1.1\r\nhost: ${endpoint.label}\r\nconnection: close\r\n\r\n`);
  transport.flush();
}

/** The status decides; the body is of no interest. */
function reading({ statuses: [least, most] }: Probe, settle: (ok: boolean) => void): TransportEvents {
  const response = new ResponseHead();
  const reader = new HeadReader(response.fields, 'response');
  return {
    onData(chunk) {
      const after = reader.read(chunk, 0);
      if (after === MORE) return;
      const valid = after >= 0 && response.take(reader.line) === undefined;
      settle(valid && response.status >= least && response.status <= most);
    },
    onEnd: () => settle(false),
    onClose: () => settle(false),
    onDrain: () => undefined,
  };
}
