import { describe, expect, it } from 'vitest';
import { TlsRefusals } from '../../../src/commands/proxy/tls-refusals.ts';
import type { ConnectionInfo, ListenerPlan } from '../../../src/proxy/contract.ts';

const listener: ListenerPlan = {
  name: 'l',
  address: '127.0.0.1',
  port: 8443,
  inspects: true,
  inspectTimeoutMs: 0,
  chain: () => undefined,
};
const connection: ConnectionInfo = {
  localAddress: '127.0.0.1',
  localPort: 8443,
  remoteAddress: '127.0.0.1',
  remotePort: 4242,
  transport: 'tls',
  serverName: '',
  applicationProtocols: [],
};

function setup() {
  const lines: string[] = [];
  let now = 0;
  const refusals = new TlsRefusals(
    (line) => lines.push(line),
    () => now,
  );
  const tell = (reason: string, at: number): void => {
    now = at;
    refusals.tell(listener, connection, { problem: 'ssl.connection_error', reason });
  };
  return { lines, tell };
}

describe('refused clients', () => {
  it('are told at once, then counted for ten seconds', () => {
    const { lines, tell } = setup();
    for (const at of [0, 1, 2, 9999]) tell('it gave no certificate', at);
    tell('its certificate has expired', 3);
    tell('it gave no certificate', 10_001);
    expect(lines).toEqual([
      'warning: 127.0.0.1:8443 refused 127.0.0.1:4242: it gave no certificate\n',
      'warning: 127.0.0.1:8443 refused 127.0.0.1:4242: its certificate has expired\n',
      'warning: 127.0.0.1:8443 refused 127.0.0.1:4242: it gave no certificate (3 more since this was last said)\n',
    ]);
  });

  it('fill no memory with what they say', () => {
    const { lines, tell } = setup();
    for (let index = 0; index < 1001; index++) tell(`reason ${index}`, 0);
    tell('reason 1000', 1);
    expect(lines).toHaveLength(1001);
  });
});
