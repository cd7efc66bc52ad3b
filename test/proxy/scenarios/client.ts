/** The clients in front of the proxy. */
import { Agent, request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestPlan, Result } from './scenario.ts';

const HOST = '127.0.0.1';
/** The longest wait for an answer; none of the scenarios asks for so long a one. */
const ANSWER_MS = 15_000;
/** A raw connection that is quiet for this long after an answer has nothing more to say. */
const QUIET_MS = 1500;

type Partial1 = Omit<Result, 'elapsedMs'>;

const NOTHING: Partial1 = { status: 0, headers: {}, trailers: {}, body: '' };

interface Call {
  readonly plan: RequestPlan;
  readonly port: number;
  /** Number of the request within its plan. */
  readonly index: number;
  readonly agent: Agent;
}

function fieldsOf({ plan, index }: Call): Record<string, string | string[]> {
  const fields = Object.entries(plan.headers ?? {}).map(([name, value]): [string, string | string[]] => [
    name,
    typeof value === 'string' ? value : [...value],
  ]);
  const vary = plan.varyHeader === undefined ? [] : [[plan.varyHeader, `value-${index}`] as const];
  return Object.fromEntries([...fields, ...vary]);
}

function bodyOf({ body, bodyBytes }: RequestPlan): Buffer | undefined {
  if (bodyBytes !== undefined) return Buffer.alloc(bodyBytes, 'b');
  return body === undefined ? undefined : Buffer.from(body);
}

function callHttp1(call: Call): Promise<Partial1> {
  const { plan, port, agent } = call;
  return new Promise((resolve) => {
    const body = bodyOf(plan);
    const request = httpRequest({
      host: HOST,
      port,
      agent,
      method: plan.method ?? 'GET',
      path: plan.path ?? '/',
      setHost: false,
      headers: {
        host: plan.host ?? 'svc.test',
        ...fieldsOf(call),
        ...(body ? { 'content-length': body.length } : {}),
      },
    });
    request.setTimeout(ANSWER_MS, () => request.destroy());
    request.on('error', () => resolve(NOTHING));
    request.on('upgrade', (response, socket) => {
      const { statusCode: status = 0, headers } = response;
      socket.on('error', () => socket.destroy());
      socket.write(plan.upgradeData ?? '');
      socket.once('data', (data: Buffer) => {
        socket.destroy();
        resolve({ status, headers, trailers: {}, body: data.toString() });
      });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      const { statusCode: status = 0, headers } = response;
      const done = (): void =>
        resolve({ status, headers, trailers: response.trailers, body: Buffer.concat(chunks).toString() });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', done);
      response.on('error', done);
    });
    request.end(body);
  });
}

function callHttp2(call: Call): Promise<Partial1> {
  const { plan, port } = call;
  return new Promise((resolve) => {
    const session = connectHttp2(`http://${HOST}:${port}`);
    const finish = (result: Partial1): void => {
      session.destroy();
      resolve(result);
    };
    session.on('error', () => finish(NOTHING));
    const stream = session.request({
      ':method': plan.method ?? 'GET',
      ':path': plan.path ?? '/',
      ':authority': plan.host ?? 'svc.test',
      ...fieldsOf(call),
    });
    stream.setTimeout(ANSWER_MS, () => finish(NOTHING));
    const chunks: Buffer[] = [];
    let headers: Result['headers'] = {};
    let trailers: Result['trailers'] = {};
    const fields = (given: object): Result['headers'] =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    stream.on('response', (given) => {
      headers = fields(given);
    });
    stream.on('trailers', (given) => {
      trailers = fields(given);
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => finish(NOTHING));
    stream.on('close', () =>
      finish({ status: Number(headers[':status'] ?? 0), headers, trailers, body: Buffer.concat(chunks).toString() }),
    );
    stream.end(bodyOf(plan));
  });
}

/** Sends bytes and takes what comes until the other side is done, quiet, or has said what is waited for. */
function callRaw(bytes: string, until: string | undefined, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    let text = '';
    const finish = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(QUIET_MS, finish);
    socket.on('error', finish);
    socket.on('close', finish);
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (until !== undefined && text.includes(until)) finish();
    });
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

function parseRaw(text: string): Partial1 {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1] ?? 0);
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
    }),
  );
  return { status, headers, trailers: {}, body: rest.join('\r\n\r\n') };
}

async function callOnce(call: Call): Promise<Result> {
  const { plan, port } = call;
  const started = performance.now();
  const made = async (): Promise<Partial1> => {
    if (plan.proto === 'raw') return parseRaw(await callRaw(plan.raw ?? '', undefined, port));
    if (plan.proto === 'tcp') return { ...NOTHING, body: await callRaw(plan.send ?? '', plan.until, port) };
    return plan.proto === 'h2' ? callHttp2(call) : callHttp1(call);
  };
  return { ...(await made()), elapsedMs: performance.now() - started };
}

/** Makes all requests of a plan, as many at once as it says, and hands back what they got in the order of their beginning. */
export async function callPlan(plan: RequestPlan, port: number): Promise<readonly Result[]> {
  const { repeat = 1, concurrency = 1, keepAlive = false, paceMs } = plan;
  const agent = new Agent({ keepAlive, maxSockets: concurrency });
  const results: Result[] = [];
  const began = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < repeat) {
      const index = next++;
      if (paceMs !== undefined) await sleep(Math.max(0, began + (paceMs * index) / repeat - performance.now()));
      results[index] = await callOnce({ plan, port, index, agent });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  await sleep(plan.thenWaitMs ?? 0);
  return results;
}
