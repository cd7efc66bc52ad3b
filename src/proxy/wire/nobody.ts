import type { ConnectionInfo, ListenerPlan } from '../contract.ts';
import type { ClientSide } from './stream.ts';

/** The connection of what is asked on nobody's behalf. */
export const NO_CONNECTION: ConnectionInfo = {
  localAddress: '',
  localPort: 0,
  remoteAddress: '',
  remotePort: 0,
  transport: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
};

const LISTENER: ListenerPlan = {
  name: '',
  address: '',
  port: 0,
  inspects: false,
  inspectTimeoutMs: 0,
  chain: () => undefined,
};

function nothing(): void {
  // Whatever a mirror answers, nobody waits for it.
}

/** The client of a mirrored request: takes every answer and does nothing with it. */
export const NOBODY: ClientSide = {
  listener: LISTENER,
  connection: NO_CONNECTION,
  protocol: 'HTTP/1.1',
  backlog: 0,
  sendInterim: nothing,
  sendHead: nothing,
  sendData: nothing,
  sendEnd: nothing,
  sendReply: nothing,
  abort: nothing,
  pipe: nothing,
  flush: nothing,
  pauseRequest: nothing,
  resumeRequest: nothing,
};
