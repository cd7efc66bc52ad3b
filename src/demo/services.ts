/** The services of the demo: small servers of this process, which call each other through the mesh. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { isMap } from '../model/json.ts';
import { DETAILS, productPage, RATINGS, REVIEW_VERSIONS, type ReviewVersion, reviewsOf, type Told } from './pages.ts';

const LOOPBACK = '127.0.0.1';
/** Longer than anything the files ask for. */
const CALL_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What a service hands on with its calls, so that routes by header and traces work further in. */
const HANDED_ON = ['end-user', 'x-request-id', 'traceparent', 'tracestate', 'b3', 'x-b3-traceid', 'x-b3-spanid'];

/** Where the proxy is that calls go through; known when it runs. */
export interface Mesh {
  address: { readonly host: string; readonly port: number } | undefined;
}

/** Services that run. */
export interface DemoServices {
  /** What the proxies are told with `--map`. */
  readonly maps: readonly string[];
  close(): void;
}

type Answering = (call: (host: string) => Promise<Told | undefined>) => Promise<{
  readonly body: unknown;
  /** Who is said to have answered, when it is somebody else. */
  readonly servedBy?: string;
  readonly html?: boolean;
}>;

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    // A stream of bytes gives buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

/** Calls services by their names in the mesh. */
class Caller {
  readonly #mesh: Mesh;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  /** The answer of a service; `undefined` when there was none, or a failure. */
  async call(host: string, from: IncomingMessage): Promise<Told | undefined> {
    try {
      const response = await this.#send(host, from);
      const text = await textOf(response);
      if (response.statusCode !== 200) return undefined;
      const servedBy = response.headers['x-served-by'];
      return { value: JSON.parse(text), servedBy: String(servedBy ?? host) };
    } catch {
      // The page says what is missing: what went wrong is the business of the proxies and their logs.
      return undefined;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(service: string, { headers: given }: IncomingMessage): Promise<IncomingMessage> {
    const handed = HANDED_ON.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]] as const]));
    const headers = { ...Object.fromEntries(handed), host: `${service}:9080` };
    const signal = AbortSignal.timeout(CALL_MS);
    return new Promise((resolve, reject) => {
      const { host, port } = this.#mesh.address ?? { host: LOOPBACK, port: 0 };
      request({ host, port, path: '/', agent: this.#agent, headers, signal }, resolve).once('error', reject).end();
    });
  }
}

const reviews =
  (version: ReviewVersion): Answering =>
  async (call) => {
    const ratings = REVIEW_VERSIONS[version] === undefined ? undefined : await call('ratings');
    return { body: reviewsOf(version, isMap(ratings?.value) ? ratings.value : {}) };
  };

/** Who runs, under the names of the mesh, and what each answers. */
const SERVICES: Readonly<Record<string, Answering>> = {
  details: async () => ({ body: DETAILS }),
  ratings: async () => ({ body: RATINGS }),
  'reviews/v1': reviews('v1'),
  'reviews/v2': reviews('v2'),
  'reviews/v3': reviews('v3'),
  productpage: async (call) => {
    const [details, found] = await Promise.all([call('details'), call('reviews')]);
    return { body: productPage(details, found), html: true, servedBy: found?.servedBy ?? 'nobody' };
  },
};

function listener(name: string, answering: Answering, caller: Caller) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    incoming.resume();
    const {
      body,
      html = false,
      servedBy = name.replace('/', '-'),
    } = await answering((host) => caller.call(host, incoming));
    const text = html ? String(body) : `${JSON.stringify(body)}\n`;
    response.writeHead(200, {
      'content-type': html ? 'text/html; charset=utf-8' : 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-served-by': servedBy,
    });
    response.end(text);
  };
}

/** Starts all services, each on a port of its own that is free. */
export async function startServices(mesh: Mesh): Promise<DemoServices> {
  const caller = new Caller(mesh);
  const started: [string, Server][] = [];
  const close = (): void => {
    for (const [, server] of started) {
      server.close();
      server.closeAllConnections();
    }
    caller.close();
  };
  try {
    for (const [name, answering] of Object.entries(SERVICES)) {
      const answer = listener(name, answering, caller);
      const server = createServer((incoming, response) => {
        answer(incoming, response).catch(() => response.destroy());
      });
      started.push([name, server]);
      server.listen(0, LOOPBACK);
      await once(server, 'listening');
    }
  } catch (error) {
    close();
    throw error;
  }
  const maps = started.map(([name, server]) => {
    const at = server.address();
    return `${name}=${LOOPBACK}:${typeof at === 'object' && at !== null ? at.port : 0}`;
  });
  return { maps, close };
}
