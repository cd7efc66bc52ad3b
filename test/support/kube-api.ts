import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { RESOURCES } from '../../src/kube/resources.ts';
import { asList, asMap, asString, type JsonMap, without } from '../../src/model/json.ts';

/** Something the server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly upgrade: boolean;
}

/** An answer instead of the server's own. */
export interface SpecialAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an API server for tests holds and how it behaves. */
export interface KubeApiOptions {
  readonly objects?: readonly JsonMap[];
  /** The local TCP port behind a pod's port, by `namespace/pod:port`; nothing listens on the others. */
  readonly ports?: ReadonlyMap<string, number>;
  /** Answers instead of the server where it returns something; a string hangs. */
  readonly answer?: (asked: Asked) => SpecialAnswer | 'hang' | undefined;
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** Sends discovery as servers since 1.30 do. */
  readonly aggregated?: boolean;
}

/** An API server that runs. */
export interface KubeApi {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The objects as they are now. */
  readonly objects: () => readonly JsonMap[];
  /** A kubeconfig that leads here. */
  readonly kubeconfig: (user?: JsonMap, cluster?: JsonMap) => string;
  readonly close: () => Promise<void>;
}

const ALL = Object.values(RESOURCES);

interface Route {
  readonly resource: (typeof ALL)[number];
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

function routeOf(path: string): Route | undefined {
  const [, core, group = '', version, rest = ''] = /^\/(?:api|(apis)\/([^/]+))\/(v[^/]+)\/(.+)$/.exec(path) ?? [];
  const [, namespace, plural, name, subresource] =
    /^(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(rest) ?? [];
  const found = (wanted: string | undefined) =>
    ALL.find((item) => item.group === (core ? group : '') && item.version === version && item.plural === wanted);
  const resource = found(plural);
  if (resource) return { resource, namespace, name, subresource };
  // `namespaces/NAME` is an object, not what is in it.
  const [, own] = /^namespaces\/([^/]+)$/.exec(rest) ?? [];
  const namespaces = found('namespaces');
  return own !== undefined && namespaces
    ? { resource: namespaces, namespace: undefined, name: own, subresource: undefined }
    : undefined;
}

function metadata(object: JsonMap): JsonMap {
  return asMap(object['metadata']);
}

function isAt(object: JsonMap, { resource, namespace, name }: Route): boolean {
  const group = resource.group === '' ? '' : `${resource.group}/`;
  const version = asString(object['apiVersion']) ?? '';
  const isKind =
    object['kind'] === resource.kind && (group === '' ? !version.includes('/') : version.startsWith(group));
  const inNamespace = namespace === undefined || metadata(object)['namespace'] === namespace;
  return isKind && inNamespace && (name === undefined || metadata(object)['name'] === name);
}

function matchesLabels(object: JsonMap, selector: string): boolean {
  const labels = asMap(metadata(object)['labels']);
  return selector
    .split(/,(?![^(]*\))/)
    .filter(Boolean)
    .every((term) => {
      const [, key = '', list = ''] = /^(\S+) in \((.*)\)$/.exec(term) ?? [];
      if (key) return list.split(',').includes(String(labels[key]));
      if (term.startsWith('!')) return !(term.slice(1) in labels);
      const [name = '', value] = term.split('=');
      return value === undefined ? name in labels : labels[name] === value;
    });
}

function matchesFields(object: JsonMap, selector: string): boolean {
  return selector
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [path = '', value] = term.split('=');
      let at: unknown = object;
      for (const step of path.split('.')) at = asMap(at)[step];
      return at === value;
    });
}

const status = (code: number, reason: string, message: string) => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code },
});

function notFound({ resource, name }: Route) {
  const kind = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  return status(404, 'NotFound', `${kind} "${name}" not found`);
}

/** Starts an API server on a port of the loopback. It holds objects, lists them in pages, and opens ports of pods. */
export async function startKubeApi(options: KubeApiOptions = {}): Promise<KubeApi> {
  let objects = [...(options.objects ?? [])];
  const asked: Asked[] = [];
  const store = {
    list: (route: Route, query: URLSearchParams) =>
      objects.filter(
        (object) =>
          isAt(object, route) &&
          matchesLabels(object, query.get('labelSelector') ?? '') &&
          matchesFields(object, query.get('fieldSelector') ?? ''),
      ),
    replace(route: Route, next: JsonMap | undefined) {
      objects = objects.filter((object) => !isAt(object, route));
      if (next) objects.push(next);
    },
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void bodyOf(request).then((body) => {
      const question = describe(request, body, false);
      asked.push(question);
      const special = options.answer?.(question);
      if (special === 'hang') return;
      const answer: SpecialAnswer = special ?? answerTo(question, store, options);
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  };
  const server = options.tls
    ? createHttps({ ...options.tls, requestCert: options.tls.ca !== undefined }, listener)
    : createHttp(listener);
  forwardPorts(server, { options, asked });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    url,
    asked,
    objects: () => objects,
    kubeconfig: (user = {}, cluster = {}) => kubeconfigText(url, user, cluster),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function kubeconfigText(server: string, user: JsonMap, cluster: JsonMap): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server, ...cluster } }],
    users: [{ name: 'test', user }],
  });
}

function describe(request: IncomingMessage, body: unknown, upgrade: boolean): Asked {
  const url = new URL(request.url ?? '/', 'http://test');
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: decodeURIComponent(url.search.slice(1).replaceAll('+', ' ')),
    headers: request.headers,
    body,
    upgrade,
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  // Without an encoding a request's chunks are buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Store {
  readonly list: (route: Route, query: URLSearchParams) => readonly JsonMap[];
  readonly replace: (route: Route, next: JsonMap | undefined) => void;
}

function answerTo(question: Asked, store: Store, options: KubeApiOptions): { status: number; body: unknown } {
  const { method, path, query, body } = question;
  const discovery = method === 'GET' ? discoveryAnswer(path, options.aggregated ?? false) : undefined;
  if (discovery) return { status: 200, body: discovery };
  const route = routeOf(path);
  if (!route) return status(404, 'NotFound', 'the server could not find the requested resource');
  const [present] = route.name === undefined ? [] : store.list(route, new URLSearchParams());
  if (method === 'GET' && route.name === undefined)
    return { status: 200, body: page(route, store, new URLSearchParams(query)) };
  if (method === 'GET') return present ? { status: 200, body: present } : notFound(route);
  if (method === 'DELETE') {
    if (!present) return notFound(route);
    store.replace(route, undefined);
    return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
  }
  if (route.subresource !== undefined) return { status: 201, body };
  const next = { ...asMap(present), ...asMap(body) };
  if (method === 'PUT' && !present) return notFound(route);
  const name = asString(metadata(next)['name']);
  if (name !== undefined) store.replace({ ...route, name }, next);
  return { status: 200, body: next };
}

function page(route: Route, store: Store, query: URLSearchParams): JsonMap {
  const { group, version, kind } = route.resource;
  const all = store.list(route, query);
  const start = Number(query.get('continue') ?? 0);
  const end = start + Number(query.get('limit') ?? all.length);
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: `${kind}List`,
    metadata: end < all.length ? { continue: String(end) } : {},
    // As a real one: the items of a list do not say what they are.
    items: all.slice(start, end).map((object) => without(object, ['apiVersion', 'kind'])),
  };
}

function discoveryAnswer(path: string, aggregated: boolean): JsonMap | undefined {
  const groups = [...new Set(ALL.map(({ group }) => group))].filter(Boolean);
  const versions = (group: string) => ALL.filter((item) => item.group === group);
  if (path === '/version') return { major: '1', minor: '33', gitVersion: 'v1.33.1' };
  if (aggregated && (path === '/api' || path === '/apis')) {
    return {
      kind: 'APIGroupDiscoveryList',
      items: (path === '/api' ? [''] : groups).map((group) => aggregatedGroup(group, versions(group))),
    };
  }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') {
    const list = groups.map((name) => ({
      name,
      preferredVersion: { groupVersion: `${name}/${versions(name)[0]?.version}` },
    }));
    return { kind: 'APIGroupList', groups: list };
  }
  const [, group = ''] = /^\/apis\/([^/]+)\/v[^/]+$/.exec(path) ?? [];
  if (group === '' && path !== '/api/v1') return undefined;
  const resources = versions(group).map(({ plural, kind, namespaced, names }) => ({
    name: plural,
    singularName: names[0],
    kind,
    namespaced,
    shortNames: names.slice(1),
  }));
  return { kind: 'APIResourceList', resources: [...resources, { name: 'pods/log', kind: 'Pod', namespaced: true }] };
}

function aggregatedGroup(group: string, resources: typeof ALL): JsonMap {
  const entries = resources.map(({ plural, kind, namespaced, names }) => ({
    resource: plural,
    responseKind: { kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: names[0],
    shortNames: names.slice(1),
  }));
  return { metadata: { name: group }, versions: [{ version: resources[0]?.version, resources: entries }] };
}

const FORWARD = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward$/;

/** Port-forwarding as the kubelet does it: channel 0 data, channel 1 errors, the port's number first on each. */
function forwardPorts(
  server: Server,
  { options, asked }: { readonly options: KubeApiOptions; readonly asked: Asked[] },
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('v4.channel.k8s.io') ? 'v4.channel.k8s.io' : false),
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const question = describe(request, undefined, true);
    asked.push(question);
    const special = options.answer?.(question);
    if (special === 'hang') return;
    const [, namespace, pod] = FORWARD.exec(question.path) ?? [];
    if (special || pod === undefined) return refuse(socket, special ?? status(404, 'NotFound', 'no such page'));
    const port = Number(new URLSearchParams(question.query).get('ports'));
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const number = Buffer.of(port & 0xff, port >> 8);
      webSocket.send(Buffer.concat([Buffer.of(0), number]));
      webSocket.send(Buffer.concat([Buffer.of(1), number]));
      const local = options.ports?.get(`${namespace}/${pod}:${port}`);
      if (local === undefined) {
        const text = `error forwarding port ${port} to pod 0123, uid : failed to connect to localhost:${port} inside namespace: dial tcp4 127.0.0.1:${port}: connect: connection refused`;
        webSocket.send(Buffer.concat([Buffer.of(1), Buffer.from(text)]), () => webSocket.close());
        return;
      }
      const tcp = connect(local, '127.0.0.1');
      webSocket.on('message', (message: Buffer) => tcp.write(message.subarray(1)));
      webSocket.on('close', () => tcp.destroy());
      tcp.on('data', (chunk: Buffer) => webSocket.send(Buffer.concat([Buffer.of(0), chunk])));
      tcp.on('close', () => webSocket.close());
      tcp.on('error', () => webSocket.close());
    });
  });
}

function refuse(socket: Duplex, { status: code, body }: { readonly status: number; readonly body: unknown }): void {
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

/** What lists of objects in YAML hold, Lists taken apart. */
export function flattened(documents: readonly unknown[]): readonly JsonMap[] {
  return documents.flatMap((document) => {
    const object = asMap(document);
    return object['kind'] === 'List'
      ? flattened(asList(object['items']))
      : Object.keys(object).length > 0
        ? [object]
        : [];
  });
}
