/** Where the connections of a listener come from: sockets of this process, or of a helper that knows where they wanted to go. */
import { createServer, type Server, type Socket } from 'node:net';
import { PermissionError, UnavailableError } from '../../model/errors.ts';
import type { ListenerPlan } from '../contract.ts';
import type { Meant } from './intake.ts';

/** Connections of one listener. */
export const MAX_CONNECTIONS = 10_000;

/** Something that lets connections in. */
export interface Door {
  /** The port it has, also when the plan asked for any. */
  readonly port: number;
  /** Lets nobody in any more. */
  close(): void;
}

/** An address and a port. */
interface Place {
  readonly address: string;
  readonly port: number;
}

/** Opens listening sockets that Node.js cannot: those of captured connections. */
export interface Interceptor {
  /** @throws as {@link openDoors}, by its promise. */
  open(
    wanted: { readonly places: readonly Place[]; readonly transparent: boolean },
    onConnection: (socket: Socket, meant: Place | undefined) => void,
  ): Promise<Door>;
}

/** What a door does with who comes. */
export interface DoorEvents {
  readonly onConnection: (socket: Socket, meant: Meant | undefined) => void;
  readonly onError: (error: unknown) => void;
}

function placesOf({ address, moreAddresses = [], port }: ListenerPlan): readonly Place[] {
  return [address, ...moreAddresses].map((each) => ({ address: each, port }));
}

/**
 * Opens what a listener needs to be reached; nothing for one that has no socket. Without an interceptor captured connections are
 * accepted as others are, and seem to be meant for the proxy.
 * @throws UnavailableError by its promise when an address is in use or not this machine's, PermissionError when it is not
 * allowed; then none is open.
 */
export async function openDoors(
  plan: ListenerPlan,
  events: DoorEvents,
  interceptor: Interceptor | undefined,
): Promise<readonly Door[]> {
  if (plan.unbound) return [];
  const places = placesOf(plan);
  if (plan.capture && interceptor) {
    const { transparent } = plan.capture;
    return [await interceptor.open({ places, transparent }, (socket, meant) => letIn(events, socket, meant))];
  }
  const open: Door[] = [];
  try {
    for (const place of places) open.push(await ordinaryDoor({ ...place, ipv6Only: places.length > 1 }, events));
  } catch (error) {
    for (const door of open) door.close();
    throw error;
  }
  return open;
}

/** Where the kernel leaves addresses alone, the socket's own is the one that was meant. */
function letIn({ onConnection }: DoorEvents, socket: Socket, meant: Place | undefined): void {
  const { address, port } = meant ?? { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  onConnection(socket, { localAddress: address, localPort: port, captured: true });
}

interface OrdinaryPlace extends Place {
  /** Without it the address of all IPv6 ones stands for IPv4, too. */
  readonly ipv6Only: boolean;
}

function ordinaryDoor(
  { address, port, ipv6Only }: OrdinaryPlace,
  { onConnection, onError }: DoorEvents,
): Promise<Door> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => onConnection(socket, undefined));
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(bindError(error, `${address}:${port}`));
    server.once('error', fail);
    server.listen({ host: address, port, exclusive: false, ipv6Only }, () => {
      server.off('error', fail).on('error', onError);
      resolve({ port: portOf(server) ?? port, close: () => server.close() });
    });
  });
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

function bindError(error: NodeJS.ErrnoException, address: string): Error {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new PermissionError('NO_PERM_LISTEN', `not allowed to listen on ${address}`, { cause: error });
  }
  const what = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${error.code ?? error.message})`;
  return new UnavailableError('UNAVAILABLE_ADDRESS', `${address} ${what}`, { cause: error });
}
