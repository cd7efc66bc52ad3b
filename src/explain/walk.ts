/** A connection at a listener, and the request on it. */
import type { FilterChain, FilterChainMatch } from '../xds/resources/listener.ts';
import type { AtProxy } from './at-proxy.ts';
import { type Walked, walkHttp } from './http.ts';
import { chainFor, managerOf, tcpProxyOf } from './listeners.ts';
import { NO_OUTCOME, type Step } from './steps.ts';
import { walkTcp } from './tcp.ts';

/** The answer to who comes where nothing is: a connection that ends. */
export const CLOSED = { status: 0, details: 'filter_chain_not_found', flags: 'NR' } as const;

function listenerStep({ listener, places }: AtProxy): Step {
  const { address = '', port_value: port = 0 } = listener.address.socket_address ?? {};
  const place = places.of(listener);
  const text = `${listener.name || 'listener'} at ${address.includes(':') ? `[${address}]` : address}:${port}`;
  return { kind: 'listener', result: 'taken', text, ...(place === undefined ? {} : { place }) };
}

const NAMES: readonly (readonly [keyof FilterChainMatch, string])[] = [
  ['destination_port', 'port'],
  ['server_names', 'server name'],
  ['transport_protocol', 'transport'],
  ['application_protocols', 'protocols'],
];

function matchText(match: FilterChainMatch | undefined): string {
  const parts = NAMES.flatMap(([key, word]) => {
    const value = match?.[key];
    return value === undefined ? [] : [`${word} ${[value].flat().join(', ')}`];
  });
  return parts.length === 0 ? 'any connection' : parts.join('; ');
}

function chainStep(chain: FilterChain, { places }: AtProxy): Step {
  const place = places.of(chain);
  const how = managerOf(chain) ? 'as HTTP' : 'as bytes';
  const name = chain.name === undefined || chain.name === '' ? '' : `${chain.name}: `;
  const text = `${name}${matchText(chain.filter_chain_match)}, ${how}`;
  return { kind: 'filter-chain', result: 'taken', text, minor: true, ...(place === undefined ? {} : { place }) };
}

function heardText({ connection }: AtProxy): string {
  const name = connection.serverName === '' ? '' : ` for ${connection.serverName}`;
  return `${connection.transport === 'tls' ? 'TLS' : 'plain text'}${name} to port ${connection.localPort}`;
}

/**
 * Walks a request through a listener: its filter chain, then whatever is in it.
 * @throws {BadValue} and {BadSnapshot} for configuration that no proxy could run.
 */
export async function walkListener(at: AtProxy): Promise<Walked> {
  const first = listenerStep(at);
  const chain = chainFor(at.listener, at.connection);
  if (chain === undefined) {
    const none: Step = {
      kind: 'filter-chain',
      result: 'refused',
      text: `none takes ${heardText(at)}: the connection is closed`,
    };
    return { steps: [first, none], outcome: { ...NO_OUTCOME, answer: CLOSED }, onward: new Map() };
  }
  const manager = managerOf(chain);
  const proxy = tcpProxyOf(chain);
  const inner = manager ? await walkHttp(at, chain, manager) : proxy ? walkTcp(at, chain, proxy) : undefined;
  const before = [first, chainStep(chain, at)];
  if (inner === undefined) return { steps: before, outcome: { ...NO_OUTCOME, answer: CLOSED }, onward: new Map() };
  return { ...inner, steps: [...before, ...inner.steps] };
}
