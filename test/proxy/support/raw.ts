import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A raw TCP server on a free loopback port that does with each connection what it is told. */
export interface RawServer {
  readonly port: number;
  /** Connections so far. */
  readonly sockets: Socket[];
  readonly close: () => void;
}

export async function rawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server that listens has this form of address.
    port: (server.address() as AddressInfo).port,
    sockets,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What a client got on one connection, and whether the peer has ended it. */
export interface RawAnswer {
  readonly text: string;
  readonly closed: boolean;
}

/** Sends bytes as they are and reads until `enough`, the end of the connection, or the time limit. */
export function sendRaw(
  port: number,
  bytes: string | readonly string[],
  { waitMs = 2000, enough = () => false }: { waitMs?: number; enough?: (text: string) => boolean } = {},
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    const done = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    const timer = setTimeout(() => done(false), waitMs);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (enough(text)) done(false);
    });
    socket.on('end', () => done(true));
    socket.on('error', () => done(true));
    for (const piece of typeof bytes === 'string' ? [bytes] : bytes) socket.write(piece, 'latin1');
  });
}

/** A parsed HTTP/1.1 message of a peer, by rules simpler than those under test. */
export interface Message {
  readonly start: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
  /** False when the connection ended, or the time did, before the message. */
  readonly complete: boolean;
}

/** Splits a text into messages; `bodyless` says which start lines have no body whatever their fields say. */
export function parseMessages(text: string, closed: boolean, bodyless: (start: string) => boolean): Message[] {
  const messages: Message[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) {
      messages.push({ start: rest, fields: new Map(), body: '', complete: false });
      break;
    }
    const [start = '', ...lines] = rest.slice(0, end).split('\r\n');
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [name = '', value = ''] = line.split(/:[ \t]*/, 2);
      fields.set(name.toLowerCase(), line.slice(name.length + 1).trim() || value);
    }
    rest = rest.slice(end + 4);
    const taken = takeBody(rest, fields, { none: bodyless(start), request: !start.startsWith('HTTP/'), closed });
    messages.push({ start, fields, body: taken.body, complete: taken.complete });
    rest = taken.rest;
  }
  return messages;
}

interface Taken {
  readonly body: string;
  readonly rest: string;
  readonly complete: boolean;
}

function takeBody(
  text: string,
  fields: ReadonlyMap<string, string>,
  { none, request, closed }: { none: boolean; request: boolean; closed: boolean },
): Taken {
  if (none) return { body: '', rest: text, complete: true };
  if (fields.get('transfer-encoding') === 'chunked') return takeChunks(text);
  const length = fields.get('content-length');
  if (length === undefined && request) return { body: '', rest: text, complete: true };
  if (length === undefined) return { body: text, rest: '', complete: closed };
  const size = Number(length);
  return { body: text.slice(0, size), rest: text.slice(size), complete: text.length >= size };
}

function takeChunks(text: string): Taken {
  let body = '';
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return { body, rest: '', complete: false };
    const size = Number.parseInt(text.slice(at, end), 16);
    if (size === 0) {
      const last = text.indexOf('\r\n\r\n', end);
      return last < 0 ? { body, rest: '', complete: false } : { body, rest: text.slice(last + 4), complete: true };
    }
    if (text.length < end + 2 + size + 2) return { body: body + text.slice(end + 2), rest: '', complete: false };
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
