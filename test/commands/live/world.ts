/** The cluster of the recorded live runs: its objects, and what its pods answer. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { JsonMap } from '../../../src/model/json.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { flattened, type KubeApi, startKubeApi } from '../../support/kube-api.ts';

/** A world that runs. */
export interface World {
  readonly api: KubeApi;
  readonly plane: ControlPlane;
  /** What admin ports and other ports of pods were asked: `GET /config_dump?…`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Reads and starts the world in `live/` of the comparison data. */
export async function startWorld(live: string): Promise<World> {
  const read = (path: string): string => readFileSync(join(live, path), 'utf8');
  const documents = ['world/k8s.yaml', 'world/istio.yaml'].flatMap((path) =>
    parseAllDocuments(read(path)).map((document): unknown => document.toJS()),
  );
  // The border of JSON.parse: the shape is the README's.
  const answers = JSON.parse(read('world/answers.json')) as {
    readonly common: Readonly<Record<string, string>>;
    readonly pods: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly prometheus: { readonly pod: string; readonly port: number };
  };
  const asked: string[] = [];
  const servers: Server[] = [];
  const ports = new Map<string, number>();
  const serve = async (key: string, answer: (path: string, body: string) => string | undefined): Promise<void> => {
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      asked.push(`${request.method} ${request.url}`);
      void textOf(request).then((text) => {
        const body = answer((request.url ?? '').slice(1), text);
        response.writeHead(body === undefined ? 404 : 200);
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    // A server that listens on a port has an address of this kind.
    ports.set(key, (server.address() as AddressInfo).port);
  };
  for (const [pod, own] of Object.entries(answers.pods)) {
    const pages = new Map(Object.entries({ ...answers.common, ...own }));
    const page = (path: string): string | undefined => {
      const found = pages.get(path) ?? pages.get(path.split('?')[0] ?? '');
      return found === undefined || found.startsWith('text: ')
        ? found?.slice('text: '.length).concat('\n')
        : read(found);
    };
    const loggers = loggersOf(page('logging') ?? '');
    await serve(`${pod}:15000`, (path) => (path.startsWith('logging') ? loggers(path) : page(path)));
    await serve(`${pod}:15020`, () => undefined);
  }
  await serve(`${answers.prometheus.pod}:${answers.prometheus.port}`, prometheus);
  const api = await startKubeApi({
    objects: [...flattened(documents).map(asObject), ...BESIDES],
    ports,
    answer: ({ path }) =>
      path.endsWith('/selfsubjectaccessreviews') ? { status: 201, body: { status: { allowed: true } } } : undefined,
  });
  const plane = await startControlPlane((type, names) => {
    if (type === 'istio.io/debug/syncz') return JSON.parse(read('world/syncz.json'));
    return (
      planned(names[0] ?? '', read) ??
      read(answers.pods[(names[0] ?? '').split('.').reverse().join('/')]?.['config_dump'] ?? '')
    );
  });
  return {
    api,
    plane,
    asked,
    async close() {
      plane.close();
      await api.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** The dumps of the recorded control plane; of the other proxies it wanted what they have. */
function planned(pod: string, read: (path: string) => string): string | undefined {
  const [, app] = /^(productpage|redis|waypoint)-/.exec(pod) ?? [];
  return app === undefined ? undefined : read(`../dumps/own/istiod-${app}.config_dump.json`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  // Without an encoding a request's chunks are buffers.
  for await (const chunk of request) text += (chunk as Buffer).toString('utf8');
  return text;
}

const READER = 'istio-reader-service-account';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What the recorded API server had besides the objects of the data, as its answers tell. */
const BESIDES: readonly JsonMap[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: READER, namespace: 'default' } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: {
      name: 'reader-token',
      namespace: 'default',
      annotations: { 'kubernetes.io/service-account.name': READER },
    },
    data: { 'ca.crt': base64('fake-ca'), token: base64('fake-token') },
  },
];

/** Objects of the data are for any API server: versions as their files have them, the namespace left out for none. */
function asObject(object: JsonMap): JsonMap {
  return object['apiVersion'] === undefined ? { apiVersion: 'v1', ...object } : object;
}

/** `/logging` of an admin port: the answer shows what the question sets; nothing is remembered. */
function loggersOf(text: string): (path: string) => string {
  return (path) => {
    const [, name, level] = /\?([^=]+)=(.*)$/.exec(path) ?? [];
    if (name === undefined || !text.includes('active loggers')) return text;
    const lines = name === 'level' ? /: \w+$/gm : new RegExp(`(?<=^  ${decodeURIComponent(name)}): \\w+$`, 'm');
    return text.replace(lines, `: ${level}`);
  };
}

/** The recorded Prometheus: a number that the query decides. */
function prometheus(_: string, body: string): string {
  const query = new URLSearchParams(body).get('query') ?? '';
  const quantile = /histogram_quantile\((0\.\d+)/.exec(query)?.[1];
  const quantiles: Readonly<Record<string, string>> = { '0.500000': '4.9', '0.900000': '87.5', '0.990000': '1234.5' };
  const value = quantile === undefined ? (query.includes('[45]') ? '0.25' : '12.3456') : quantiles[quantile];
  const result = query.includes('nosuch') ? [] : [{ metric: {}, value: [1_700_000_000, value] }];
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
}
