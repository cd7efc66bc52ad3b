/** What a run says when it begins to serve. */
import type { Host } from '../../model/host.ts';
import { addressText, type PortAddress } from './addresses.ts';
import { nodeText, withPorts } from './describe.ts';
import type { Current } from './reload.ts';

/** What listens. */
export interface Listening {
  readonly current: Current;
  /** The ports that listeners have got, in the order of the snapshot's. */
  readonly ports: readonly number[];
  /** The proxy's own ports, by what they are for. */
  readonly own: Readonly<Record<string, PortAddress>>;
}

/** Says what listens where, and why. Gives the addresses of the listeners. */
export function announce(host: Host, { current, ports, own }: Listening): readonly string[] {
  const { node, listeners, identity } = current.compilation;
  const lines = withPorts(listeners, ports);
  const ownLines = Object.entries(own).map(([what, at]) => `${what} on ${addressText(at)}\n`);
  const said = lines.map(
    ({ address, serves, from }) => `listening on ${address} for ${serves}${from === '' ? '' : ` (${from})`}\n`,
  );
  const named = identity === undefined ? '' : `its certificate is that of ${identity.uri}\n`;
  host.stderr.write(`${nodeText(node)}\n${named}${said.join('')}${ownLines.join('')}`);
  return lines.map(({ address }) => address);
}
