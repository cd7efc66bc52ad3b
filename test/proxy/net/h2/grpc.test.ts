/** gRPC of others through the proxy: the client and the server are grpc-js, which stands on node:http2. */
import {
  Client,
  credentials,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, endLater, eventually, proxyWith, type Running } from '../../support/stage.ts';

afterEach(endAll);

const bytes = (value: Buffer): Buffer => value;

function method(name: string, requestStream: boolean, responseStream: boolean) {
  return {
    path: `/test.Echo/${name}`,
    requestStream,
    responseStream,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
}

const SERVICE = {
  unary: method('Unary', false, false),
  down: method('Down', false, true),
  up: method('Up', true, false),
  both: method('Both', true, true),
  slow: method('Slow', false, false),
  refuse: method('Refuse', false, false),
} satisfies ServiceDefinition;

interface Called {
  cancelled: number;
}

const unary: handleUnaryCall<Buffer, Buffer> = (call, answer) => {
  const trailer = new Metadata();
  trailer.set('x-trailer', 't');
  answer(null, call.request, trailer);
};

const down: handleServerStreamingCall<Buffer, Buffer> = (call) => {
  const count = call.request.readUInt32BE(0);
  for (let index = 0; index < count; index++) call.write(Buffer.alloc(10_000, index));
  call.end();
};

const up: handleClientStreamingCall<Buffer, Buffer> = (call, answer) => {
  let length = 0;
  call.on('data', (message: Buffer) => {
    length += message.length;
  });
  call.on('end', () => answer(null, Buffer.from(String(length))));
};

const both: handleBidiStreamingCall<Buffer, Buffer> = (call) => {
  call.on('data', (message: Buffer) => call.write(message));
  call.on('end', () => call.end());
};

async function serve(): Promise<{ readonly port: number; readonly called: Called }> {
  const server = new Server();
  const called: Called = { cancelled: 0 };
  const slow: handleUnaryCall<Buffer, Buffer> = (call) => {
    call.on('cancelled', () => {
      called.cancelled += 1;
    });
  };
  const refuse: handleUnaryCall<Buffer, Buffer> = (_call, answer) =>
    answer({ code: status.FAILED_PRECONDITION, details: 'not now: 100 %' });
  server.addService(SERVICE, { unary, down, up, both, slow, refuse });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  endLater(() => server.forceShutdown());
  return { port, called };
}

interface Stage extends Running {
  readonly client: Client;
  readonly called: Called;
}

async function stage(): Promise<Stage> {
  const { port, called } = await serve();
  const running = await proxyWith({ ports: [port], protocol: 'http2' });
  const client = new Client(`127.0.0.1:${running.port}`, credentials.createInsecure());
  endLater(() => client.close());
  return { ...running, client, called };
}

interface Answered {
  readonly error: ServiceError | null;
  readonly value: Buffer | undefined;
  readonly trailer: string;
}

function call({ client }: Stage, path: string, message: Buffer, deadlineMs = 10_000): Promise<Answered> {
  return new Promise((resolve) => {
    let trailer = '';
    const done = (error: ServiceError | null, value?: Buffer): void => resolve({ error, value, trailer });
    const options = { deadline: Date.now() + deadlineMs };
    const sent = client.makeUnaryRequest(path, bytes, bytes, message, new Metadata(), options, (error, value) =>
      // The status, trailers in it, comes behind the answer.
      setImmediate(done, error, value),
    );
    sent.on('status', ({ metadata }) => {
      trailer = String(metadata.get('x-trailer')[0] ?? '');
    });
  });
}

describe('gRPC', () => {
  it('asks and is answered, many at a time', async () => {
    const made = await stage();
    const messages = Array.from({ length: 200 }, (_, index) => Buffer.from(`message ${index}`));
    const answers = await Promise.all(messages.map((message) => call(made, SERVICE.unary.path, message)));
    expect(answers.map(({ value }) => value?.toString())).toEqual(messages.map(String));
    expect(new Set(answers.map(({ trailer }) => trailer))).toEqual(new Set(['t']));
    expect([made.seen.opened, made.seen.errors]).toEqual([1, []]);
    expect(made.seen.requests).toHaveLength(200);
  });

  it('carries messages beyond every window, both ways', async () => {
    const message = Buffer.alloc(3_000_000, 'm');
    const { value } = await call(await stage(), SERVICE.unary.path, message);
    expect(value?.equals(message)).toBe(true);
  });

  it('streams from the server', async () => {
    const { client } = await stage();
    const many = Buffer.alloc(4);
    many.writeUInt32BE(300);
    const lengths: number[] = [];
    const stream = client.makeServerStreamRequest(SERVICE.down.path, bytes, bytes, many);
    for await (const message of stream) lengths.push((message as Buffer).length);
    expect([lengths.length, new Set(lengths)]).toEqual([300, new Set([10_000])]);
  });

  it('streams from the client', async () => {
    const { client } = await stage();
    const answer = new Promise<string>((resolve, reject) => {
      const stream = client.makeClientStreamRequest(SERVICE.up.path, bytes, bytes, (error, value) =>
        error ? reject(error) : resolve(String(value)),
      );
      for (let index = 0; index < 300; index++) stream.write(Buffer.alloc(10_000));
      stream.end();
    });
    expect(await answer).toBe('3000000');
  });

  it('streams both ways, one message after the other', async () => {
    const { client } = await stage();
    const stream = client.makeBidiStreamRequest(SERVICE.both.path, bytes, bytes);
    const got: string[] = [];
    const ended = new Promise((resolve) => stream.on('end', resolve));
    stream.on('data', (message: Buffer) => {
      got.push(message.toString());
      if (got.length === 50) stream.end();
      else stream.write(Buffer.from(String(got.length)));
    });
    stream.write(Buffer.from('0'));
    await ended;
    expect(got).toEqual(Array.from({ length: 50 }, (_, index) => String(index)));
  });

  it('gives up at its deadline, and the server hears of it', async () => {
    const made = await stage();
    const { error } = await call(made, SERVICE.slow.path, Buffer.from('x'), 100);
    expect(error?.code).toBe(status.DEADLINE_EXCEEDED);
    await eventually(() => made.called.cancelled === 1);
    await eventually(() => made.seen.requests.length === 1);
    expect((await call(made, SERVICE.unary.path, Buffer.from('y'))).value?.toString()).toBe('y');
    expect(made.seen.errors).toEqual([]);
  });

  it('is called off, and the server hears of it', async () => {
    const made = await stage();
    const failed = new Promise<number | undefined>((resolve) => {
      const sent = made.client.makeUnaryRequest(SERVICE.slow.path, bytes, bytes, Buffer.from('x'), (error) =>
        resolve(error?.code),
      );
      setTimeout(() => sent.cancel(), 50);
    });
    expect(await failed).toBe(status.CANCELLED);
    await eventually(() => made.called.cancelled === 1);
  });

  it('fails with the status of the server, and of the proxy', async () => {
    const made = await stage();
    const { error } = await call(made, SERVICE.refuse.path, Buffer.from('x'));
    expect([error?.code, error?.details]).toEqual([status.FAILED_PRECONDITION, 'not now: 100 %']);
    const unknown = await call(made, '/test.Echo/Nothing', Buffer.from('x'));
    expect(unknown.error?.code).toBe(status.UNIMPLEMENTED);
  });

  it('ends well when the proxy drains', async () => {
    const made = await stage();
    const stream = made.client.makeBidiStreamRequest(SERVICE.both.path, bytes, bytes);
    const first = new Promise<string>((resolve) => stream.once('data', (message: Buffer) => resolve(String(message))));
    stream.write(Buffer.from('one'));
    expect(await first).toBe('one');
    const drained = made.proxy.drain(5000);
    const last = new Promise<string>((resolve) => stream.once('data', (message: Buffer) => resolve(String(message))));
    stream.write(Buffer.from('two'));
    expect(await last).toBe('two');
    const over = new Promise((resolve) => stream.on('status', resolve));
    stream.end();
    expect(await over).toMatchObject({ code: status.OK });
    await drained;
  });
});
