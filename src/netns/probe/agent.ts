/** The process that listens and sends inside a namespace: one job on standard input, one answer on standard output. */
import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';
import type { Host } from '../../model/host.ts';
import type { AgentAnswer, AgentJob, Arrival, Attempt, Sending } from './job.ts';

/** A sender is given this long to hand over the few bytes of its name. */
const NAME_BYTES_MAX = 64;

/** Between two tries of what has not arrived yet. */
const PAUSE_MS = 100;

/**
 * Does one job: binds the listeners, says that it is ready, sends what it is to send, and answers with what arrived once its
 * input ends. Root sends as whoever the job names.
 */
export async function runAgent(host: Host): Promise<void> {
  const lines = linesOf(host.stdin);
  const { value } = await lines.next();
  // The border of JSON.parse: the other end is meshctl as well.
  const job = JSON.parse(value ?? '{}') as AgentJob;
  const arrivals: Arrival[] = [];
  const listeners = await Promise.all(job.listen.map((one) => listen(one, (arrival) => arrivals.push(arrival))));
  const busy = job.listen.filter((_, index) => listeners[index] === undefined);
  host.stdout.write('ready\n');
  const attempts: Attempt[] = [];
  for (const sending of job.send)
    attempts.push(await send(sending, () => arrivals.some(({ name }) => name === sending.name)));
  while (!(await lines.next()).done);
  const answer: AgentAnswer = { arrivals, attempts, busy };
  host.stdout.write(`${JSON.stringify(answer)}\n`);
  for (const close of listeners) close?.();
}

async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of input) {
    rest += Buffer.from(chunk).toString();
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 1);
    }
  }
  return undefined;
}

type Close = () => void;

/** Listens at one place; `undefined` when somebody else does already. */
function listen(
  { proto, address, port }: AgentJob['listen'][number],
  arrived: (arrival: Arrival) => void,
): Promise<Close | undefined> {
  return new Promise((resolve) => {
    if (proto === 'udp') {
      const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', ipv6Only: true });
      socket.on('message', (bytes) => arrived({ name: bytes.toString(), port, proto }));
      socket.once('error', () => resolve(undefined));
      socket.bind(port, address, () => resolve(() => socket.close()));
      return;
    }
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket);
      let name = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        name = (name + bytes.toString()).slice(0, NAME_BYTES_MAX);
        if (!name.endsWith('\n')) return;
        arrived({ name: name.trim(), port, proto });
        socket.end();
      });
    });
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: address, ipv6Only: true }, () =>
      resolve(() => {
        for (const socket of open) socket.destroy();
        server.close();
      }),
    );
  });
}

/** Sends until it arrives, or its time is over. */
async function send(sending: Sending, arrived: () => boolean): Promise<Attempt> {
  const deadline = Date.now() + sending.timeoutMs;
  let outcome: Attempt['outcome'] = 'timeout';
  while (Date.now() < deadline) {
    outcome = sending.proto === 'udp' ? await datagram(sending) : await connection(sending, deadline - Date.now());
    // What reached somebody arrives in a moment, if it is us it reached.
    const soon = Math.min(Date.now() + PAUSE_MS, deadline);
    while (!arrived() && Date.now() < soon) await pause(5);
    if (arrived() || outcome === 'unreachable' || (sending.once && outcome !== 'timeout')) break;
  }
  return { name: sending.name, outcome };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sockets belong to whoever the process is when they are made; only root can be somebody else. */
async function as<T>({ uid, gid }: Sending, make: () => T): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot && gid !== undefined) process.setegid?.(gid);
  if (isRoot && uid !== undefined) process.seteuid?.(uid);
  const made = make();
  // Node makes the socket in the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  if (isRoot) {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
  return made;
}

const UNREACHABLE: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EINVAL']);

/** A promise in a box: what is awaited with somebody's rights is only that it began. */
interface Begun {
  readonly outcome: Promise<Attempt['outcome']>;
}

async function connection(sending: Sending, timeoutMs: number): Promise<Attempt['outcome']> {
  return (await as(sending, () => connecting(sending, timeoutMs))).outcome;
}

function connecting({ dst, dport, src, name }: Sending, timeoutMs: number): Begun {
  const socket = connect({ host: dst, port: dport, ...(src === undefined ? {} : { localAddress: src }) });
  const outcome = new Promise<Attempt['outcome']>((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('timeout');
    }, timeoutMs);
    const end = (how: Attempt['outcome']): void => {
      clearTimeout(timer);
      resolve(how);
    };
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(UNREACHABLE.has(error.code ?? '') ? 'unreachable' : 'refused'),
    );
    socket.once('connect', () => socket.end(`${name}\n`, () => end('connected')));
  });
  return { outcome };
}

async function datagram(sending: Sending): Promise<Attempt['outcome']> {
  return (await as(sending, () => sendingDatagram(sending))).outcome;
}

function sendingDatagram({ dst, dport, src, name }: Sending): Begun {
  const socket = createSocket(dst.includes(':') ? 'udp6' : 'udp4');
  const outcome = new Promise<Attempt['outcome']>((resolve) => {
    socket.once('error', () => resolve('unreachable'));
    socket.bind(0, src);
    socket.send(name, dport, dst, (error) => {
      socket.close();
      resolve(error ? 'unreachable' : 'sent');
    });
  });
  return { outcome };
}
