/** Policies with the action CUSTOM: our runtime and a real Envoy on the same translation ask the same, and do as they are told. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayOf, routesOf, serviceOf, TO_SERVICE } from '../../support/gateway-mesh.ts';
import { grpcAuthorizer, httpAuthorizer, type Plain } from '../support/authorizers.ts';
import { eventually } from '../support/stage.ts';
import { callPlan } from './client.ts';
import type { Engine } from './engine.ts';
import { MAKERS, WHY } from './engines.ts';
import type { Options } from './envoy-engine.ts';
import { freePorts } from './run.ts';
import type { RequestPlan } from './scenario.ts';
import { startUpstream } from './upstreams.ts';

type MakeEngine = (mesh: Options) => Engine;

const policy = (provider: string, rules = '[{to: [{operation: {notPaths: [/free*]}}]}]', more = ''): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask-${provider}${more}}
spec:
  action: CUSTOM
  provider: {name: ${provider}}
  rules: ${rules}
---
`;

const HTTP_ROUTES = routesOf(`  - name: other
    match: [{headers: {x-rerouted: {exact: 'yes'}}}]
    route: [{destination: {host: svc.test, port: {number: 80}}}]
    headers: {request: {set: {x-route: other}}}
${TO_SERVICE}`);

/** What comes back for a text, until the other side or the answer ends. */
async function exchanged(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => void socket.write(text));
  let got = '';
  socket.on('data', (data) => {
    got += data.toString();
    socket.end();
  });
  // A reset is an end, too.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return got;
}

interface Stage {
  readonly make: MakeEngine;
  readonly providers: readonly Readonly<Record<string, unknown>>[];
  /** Services and policies. */
  readonly config: string;
}

/** A gateway in front of a service, and what is left of it after the calls. */
async function stage({ make, providers, config }: Stage) {
  const upstream = await startUpstream('svc', { headers: { 'x-up': '1' } });
  onTestFinished(() => upstream.stop());
  const [port = 0] = await freePorts(1);
  // A JSON value, which the type cannot tell of one that is read-only.
  const meshConfig = { extensionProviders: providers } as unknown as NonNullable<Options['meshConfig']>;
  const running = await make({ meshConfig }).start(
    gatewayOf(port) + HTTP_ROUTES + serviceOf({ endpoint: upstream.port }) + config,
  );
  onTestFinished(() => running.stop());
  return {
    upstream,
    port,
    log: () => running.accessLog(),
    call: async (plan: RequestPlan) => {
      const [result] = await callPlan(plan, port);
      if (result === undefined) throw new Error('there is no result');
      return result;
    },
  };
}

const HTTP = { service: 'default/authz.test', port: 80 };

async function http(make: MakeEngine, settings: Readonly<Record<string, unknown>> = {}, more = '') {
  const authorizer = await httpAuthorizer();
  onTestFinished(() => authorizer.stop());
  const providers = [{ name: 'p', envoyExtAuthzHttp: { ...HTTP, ...settings } }];
  const config = serviceOf({ name: 'authz', endpoint: authorizer.port }) + policy('p') + more;
  return { authorizer, ...(await stage({ make, providers, config })) };
}

async function grpc(make: MakeEngine, settings: Readonly<Record<string, unknown>> = {}) {
  const authorizer = await grpcAuthorizer();
  onTestFinished(() => authorizer.stop());
  const providers = [{ name: 'p', envoyExtAuthzGrpc: { ...HTTP, ...settings } }];
  const config = serviceOf({ name: 'authz', protocol: 'GRPC', endpoint: authorizer.port }) + policy('p');
  return { authorizer, ...(await stage({ make, providers, config })) };
}

const option = (key: string, value: string, append?: boolean) => ({
  header: { key, value },
  ...(append === undefined ? {} : { append: { value: append } }),
});

describe.each(MAKERS)(`on %s${WHY}`, (_name, make) => {
  it('a service of HTTP sees method, path, host and token, and nothing else', async () => {
    const { authorizer, call, upstream } = await http(make);
    const headers = { authorization: 'Bearer x', cookie: 'c=1', 'x-a': '1' };
    const { status } = await call({ method: 'PUT', path: '/a?b=1', headers, body: 'hello' });
    expect(status).toBe(200);
    const [check] = authorizer.checks;
    expect(check).toMatchObject({ method: 'PUT', url: '/a?b=1', body: '' });
    expect(check?.headers).toMatchObject({ host: 'svc.test', authorization: 'Bearer x', 'content-length': '0' });
    expect(check?.headers).toMatchObject({ 'x-envoy-internal': 'true', 'x-envoy-expected-rq-timeout-ms': '600000' });
    expect(check?.headers).not.toHaveProperty('cookie');
    expect(check?.headers).not.toHaveProperty('x-request-id');
    expect(upstream.hits[0]).toMatchObject({ method: 'PUT', path: '/a?b=1', bodyLength: 5 });
  });

  it('requests that no rule of the policy names are not asked about', async () => {
    const { authorizer, call } = await http(make);
    authorizer.verdict = { status: 403 };
    expect([(await call({ path: '/free' })).status, (await call({ path: '/other' })).status]).toEqual([200, 403]);
    expect(authorizer.checks.map(({ url }) => url)).toEqual(['/other']);
  });

  it('a refusal goes to the client with all of its fields', async () => {
    const { authorizer, call, log, upstream } = await http(make);
    authorizer.verdict = {
      status: 401,
      headers: { 'x-hdr': '1', 'set-cookie': ['a=1', 'b=2'], 'www-authenticate': 'Basic', 'content-type': 'text/html' },
      body: '<b>nope</b>',
    };
    const refused = await call({ path: '/deny' });
    expect([refused.status, refused.body]).toEqual([401, '<b>nope</b>']);
    const { headers } = refused;
    expect(headers).toMatchObject({ 'x-hdr': '1', 'www-authenticate': 'Basic', 'content-type': 'text/html' });
    expect(headers).toMatchObject({ 'content-length': '11', server: 'istio-envoy' });
    expect(String(headers['set-cookie'])).toMatch(/a=1.*b=2/);
    expect(headers['date']).toMatch(/GMT$/);
    authorizer.verdict = { status: 302, headers: { location: '/login' } };
    const moved = await call({});
    expect([moved.status, moved.headers['location'], moved.body]).toEqual([302, '/login', '']);
    authorizer.verdict = { status: 403, body: 'no' };
    const called = await call({ method: 'POST', headers: { 'content-type': 'application/grpc' }, body: 'x' });
    expect([called.status, called.headers['grpc-status'], called.headers['grpc-message']]).toEqual([200, '7', 'no']);
    expect(upstream.hits).toEqual([]);
    expect((await log()).map((line) => /" (\d+ \S+ \S+)/.exec(line)?.[1])).toEqual([
      '401 UAEX ext_authz_denied',
      '302 UAEX ext_authz_denied',
      '200 UAEX ext_authz_denied',
    ]);
  });

  it('a service that fails is an error, unless the provider fails open', async () => {
    const closed = await http(make, { statusOnError: '503', timeout: '0.2s' });
    closed.authorizer.verdict = { status: 500, body: 'boom' };
    const broken = await closed.call({});
    expect([broken.status, broken.body]).toEqual([503, '']);
    closed.authorizer.verdict = undefined;
    const slow = await closed.call({});
    expect(slow.status).toBe(503);
    expect(slow.elapsedMs).toBeGreaterThan(150);
    expect((await closed.log()).every((line) => line.includes(' 503 UAEX ext_authz_error '))).toBe(true);
    const open = await http(make, { failOpen: true, timeout: '0.2s' });
    open.authorizer.verdict = { status: 500 };
    expect((await open.call({})).status).toBe(200);
    open.authorizer.stop();
    expect((await open.call({})).status).toBe(200);
    const usual = await http(make);
    usual.authorizer.stop();
    expect((await usual.call({})).status).toBe(403);
  });

  it('fields go where the provider says', async () => {
    const { authorizer, call, upstream } = await http(make, {
      pathPrefix: '/check',
      includeRequestHeadersInCheck: ['x-a', 'x-p*', 'cookie'],
      includeAdditionalHeadersInCheck: { 'x-add': 'v', 'x-a': 'over' },
      headersToUpstreamOnAllow: ['x-ext-*', 'x-a', 'x-rerouted'],
      headersToDownstreamOnDeny: ['x-d*'],
      headersToDownstreamOnAllow: ['x-ok'],
      clearRouteCache: true,
    });
    authorizer.verdict = {
      headers: {
        'x-ext-user': 'bob',
        'x-a': 'new',
        'x-other': 'no',
        'x-ok': '1',
        'x-rerouted': 'yes',
        'x-envoy-auth-headers-to-remove': 'x-gone, x-absent',
      },
    };
    const headers = { 'x-a': '1', 'X-Pq': '2', cookie: 'c=1', 'x-ext-user': 'me', 'x-no': 'n', 'x-gone': 'g' };
    const allowed = await call({ path: '/a?b=1', headers });
    expect([allowed.status, allowed.headers['x-ok'], allowed.headers['x-other']]).toEqual([200, '1', undefined]);
    expect(authorizer.checks[0]?.url).toBe('/check/a?b=1');
    expect(authorizer.checks[0]?.headers).toMatchObject({ 'x-a': 'over', 'x-pq': '2', cookie: 'c=1', 'x-add': 'v' });
    expect(authorizer.checks[0]?.headers).not.toHaveProperty('x-no');
    expect(upstream.hits[0]?.headers).toMatchObject({
      'x-ext-user': 'bob',
      'x-a': 'new',
      'x-route': 'other',
      'x-no': 'n',
    });
    for (const name of ['x-other', 'x-ok', 'x-gone']) expect(upstream.hits[0]?.headers).not.toHaveProperty(name);
    authorizer.verdict = {
      status: 403,
      headers: { 'x-dd': '1', 'x-e': '1', 'www-authenticate': 'Basic', location: '/l', 'set-cookie': 'a=b' },
      body: 'nope',
    };
    const denied = await call({});
    expect([denied.status, denied.body]).toEqual([403, 'nope']);
    expect(denied.headers).toMatchObject({
      'x-dd': '1',
      'www-authenticate': 'Basic',
      location: '/l',
      'content-type': 'text/plain',
    });
    for (const name of ['x-e', 'set-cookie', 'x-envoy-upstream-service-time'])
      expect(denied.headers).not.toHaveProperty(name);
  });

  it.each([
    ['in part', true],
    ['as a whole', false],
  ])('a body that is looked at %s', async (_how, allowPartialMessage) => {
    const body = { maxRequestBytes: 10, allowPartialMessage };
    const { authorizer, call, upstream, log } = await http(make, { includeRequestBodyInCheck: body });
    const post = (text: string, path = '/') => call({ method: 'POST', path, body: text });
    const statuses = [
      await post('hello'),
      await post('0123456789a'),
      await post('0123456789a', '/free'),
      await call({}),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, allowPartialMessage ? 200 : 413, 200, 200]);
    expect(authorizer.checks.map(({ body: text, headers }) => [text, headers['x-envoy-auth-partial-body']])).toEqual([
      ['hello', 'false'],
      ...(allowPartialMessage ? [['0123456789', 'true']] : []),
      ['', undefined],
    ]);
    expect(upstream.hits.map(({ bodyLength }) => bodyLength)).toEqual(
      allowPartialMessage ? [5, 11, 11, 0] : [5, 11, 0],
    );
    if (allowPartialMessage) return;
    expect(statuses[1]?.body).toBe('Payload Too Large');
    expect((await log())[1]).toContain(' 413 - request_payload_too_large ');
  });

  it('a large body is looked at before it goes on', async () => {
    const body = { maxRequestBytes: 400_000 };
    const { authorizer, call, upstream } = await http(make, { includeRequestBodyInCheck: body });
    expect((await call({ method: 'POST', bodyBytes: 300_000 })).status).toBe(200);
    expect([authorizer.checks[0]?.body.length, upstream.hits[0]?.bodyLength]).toEqual([300_000, 300_000]);
  });

  it('a service of gRPC sees the whole request', async () => {
    const { authorizer, call } = await grpc(make, {
      timeout: '0.5s',
      includeRequestBodyInCheck: { maxRequestBytes: 10, allowPartialMessage: true },
    });
    expect((await call({ path: '/a?b=1', headers: { 'x-dup': ['1', '2'] } })).status).toBe(200);
    expect((await call({ method: 'POST', body: 'hello world' })).status).toBe(200);
    const [first, second] = authorizer.checks;
    expect(first).toMatchObject({
      call: { path: '/envoy.service.auth.v3.Authorization/Check', timeout: '500m' },
      attributes: {
        source: { address: { socket: { address: '127.0.0.1', port: expect.any(Number) } } },
        destination: { address: { socket: { address: '127.0.0.1' } } },
        request: {
          time: { seconds: expect.any(Number) },
          http: { method: 'GET', path: '/a?b=1', host: 'svc.test', scheme: 'http', protocol: 'HTTP/1.1' },
        },
      },
    });
    const headersOf = (check: Plain | undefined) => JSON.parse(JSON.stringify(check)).attributes.request.http.headers;
    expect(headersOf(first)).toMatchObject({
      ':method': 'GET',
      ':path': '/a?b=1',
      ':authority': 'svc.test',
      ':scheme': 'http',
      'x-dup': '1,2',
      'x-forwarded-proto': 'http',
      'x-request-id': expect.any(String),
    });
    expect(headersOf(first)).not.toHaveProperty('x-envoy-auth-partial-body');
    expect(second).toMatchObject({ attributes: { request: { http: { size: 11, body: 'hello worl' } } } });
    expect(headersOf(second)).toMatchObject({ 'x-envoy-auth-partial-body': 'true', 'content-length': '11' });
  });

  it('a service of gRPC changes the request and its response', async () => {
    const { authorizer, call, upstream } = await grpc(make);
    authorizer.verdict = {
      status: {},
      ok: {
        headers: [
          option('x-set', '1'),
          option('x-b', 'new', false),
          option('x-a', 'more', true),
          option('x-new', 'more', true),
        ],
        headers_to_remove: ['x-rm'],
        response_headers_to_add: [option('x-resp', '1'), option('x-up', '2')],
        query_parameters_to_set: [{ key: 'q', value: 'v' }],
        query_parameters_to_remove: ['b'],
      },
    };
    const answer = await call({ path: '/a?b=1&c=2', headers: { 'x-a': '1', 'x-b': '2', 'x-rm': 'x' } });
    expect(upstream.hits[0]?.path).toBe('/a?c=2&q=v');
    expect(upstream.hits[0]?.headers).toMatchObject({ 'x-set': '1', 'x-b': 'new', 'x-a': '1,more' });
    for (const name of ['x-new', 'x-rm']) expect(upstream.hits[0]?.headers).not.toHaveProperty(name);
    expect(answer.headers['x-resp']).toBe('1');
    expect(String(answer.headers['x-up'])).toMatch(/^1, ?2$/);
  });

  it('a service of gRPC refuses', async () => {
    const { authorizer, call, log } = await grpc(make, { statusOnError: '500' });
    authorizer.verdict = {
      status: { code: 7 },
      denied: {
        status: { code: 401 },
        headers: [
          option('x-d', '1'),
          option('set-cookie', 'a=1'),
          option('set-cookie', 'b=2'),
          option('x-lost', '1', true),
        ],
        body: 'go away',
      },
    };
    const refused = await call({});
    expect([refused.status, refused.body, refused.headers['x-d']]).toEqual([401, 'go away', '1']);
    expect(refused.headers).not.toHaveProperty('x-lost');
    expect(String(refused.headers['set-cookie'])).toContain('b=2');
    authorizer.verdict = { status: { code: 7 } };
    expect((await call({})).status).toBe(403);
    authorizer.verdict = { denied: { status: { code: 401 } } };
    expect((await call({})).status).toBe(200);
    authorizer.verdict = { grpcStatus: 14 };
    expect((await call({})).status).toBe(500);
    expect((await log())[3]).toContain(' 500 UAEX ext_authz_error ');
  });

  it.each([
    ['HTTP', http],
    ['gRPC', grpc],
  ])('a client that leaves calls the question by %s off', async (_protocol, start) => {
    const { authorizer, port, upstream } = await start(make);
    authorizer.verdict = undefined;
    const socket = connect(port, '127.0.0.1', () => void socket.write('GET / HTTP/1.1\r\nHost: svc.test\r\n\r\n'));
    await eventually(() => authorizer.checks.length === 1);
    expect(authorizer.gone).toBe(0);
    socket.destroy();
    await eventually(() => authorizer.gone === 1);
    expect(upstream.hits).toEqual([]);
  });

  it('requests of HTTP/2 wait for the answer side by side', async () => {
    const { authorizer, call, upstream } = await grpc(make, { includeRequestBodyInCheck: { maxRequestBytes: 10 } });
    authorizer.verdict = { status: { code: 7 }, denied: { body: 'no' } };
    const refused = await call({ proto: 'h2', method: 'POST', body: 'hello' });
    expect([refused.status, refused.body]).toEqual([403, 'no']);
    authorizer.verdict = {};
    expect((await call({ proto: 'h2' })).status).toBe(200);
    expect(JSON.stringify(authorizer.checks.at(-1))).not.toContain('x-envoy-auth-partial-body');
    const passed = await Promise.all(
      ['/a', '/b', '/c'].map((path) => call({ proto: 'h2', method: 'POST', path, body: 'x' })),
    );
    expect(passed.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(upstream.hits.map(({ bodyLength }) => bodyLength)).toEqual([0, 1, 1, 1]);
    expect(authorizer.checks[0]).toMatchObject({
      attributes: { request: { http: { protocol: 'HTTP/2', body: 'hello' } } },
    });
  });

  it('policies that deny come after those that ask, and those that allow last', async () => {
    const own = (action: string, path: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${action.toLowerCase()}}
spec:
  action: ${action}
  rules: [{to: [{operation: {paths: [${path}]}}]}]
---
`;
    const { authorizer, call, log } = await http(make, {}, own('DENY', '/no*') + own('ALLOW', '/yes*'));
    authorizer.verdict = { status: 402 };
    expect((await call({ path: '/no' })).status).toBe(402);
    authorizer.verdict = {};
    const statuses = [];
    for (const path of ['/no', '/yes', '/maybe']) statuses.push((await call({ path })).status);
    expect(statuses).toEqual([403, 200, 403]);
    expect((await log()).filter((line) => line.includes('rbac_access_denied'))).toHaveLength(2);
  });

  it('two providers are both asked, and both have to agree', async () => {
    const [one, two] = [await httpAuthorizer(), await httpAuthorizer()];
    onTestFinished(() => {
      one.stop();
      two.stop();
    });
    const providers = [
      { name: 'p', envoyExtAuthzHttp: HTTP },
      { name: 'q', envoyExtAuthzHttp: { ...HTTP, service: 'second.test' } },
    ];
    const config =
      serviceOf({ name: 'authz', endpoint: one.port }) +
      serviceOf({ name: 'second', endpoint: two.port }) +
      policy('p') +
      policy('q', '[{}]');
    const { call } = await stage({ make, providers, config });
    two.verdict = { status: 403 };
    expect([(await call({ path: '/free' })).status, (await call({})).status]).toEqual([403, 403]);
    two.verdict = {};
    expect((await call({})).status).toBe(200);
    expect([one.checks.length, two.checks.length]).toEqual([2, 3]);
  });

  it('a provider that is not there denies what it would be asked about', async () => {
    const { call, log } = await stage({ make, providers: [], config: policy('nobody') });
    expect([(await call({})).status, (await call({ path: '/free' })).status]).toEqual([403, 200]);
    expect((await log())[0]).toContain(
      'rbac_access_denied_matched_policy[istio-ext-authz-ns[default]-policy[ask-nobody]',
    );
  });

  it.each([
    ['agrees', {}, false, 'svc:hello'],
    ['refuses', { status: { code: 7 } }, false, ''],
    ['fails', { grpcStatus: 14 }, false, ''],
    ['fails, which lets connections pass', { grpcStatus: 14 }, true, 'svc:hello'],
  ])('a connection is asked about with gRPC, which %s', async (_how, verdict, failOpen, said) => {
    const authorizer = await grpcAuthorizer();
    onTestFinished(() => authorizer.stop());
    authorizer.verdict = verdict;
    const echo = await startUpstream('svc', { tcp: 'echo' });
    onTestFinished(() => echo.stop());
    const [port = 0] = await freePorts(1);
    const config =
      gatewayOf(port, 'TCP') +
      routesOf(TO_SERVICE, 'tcp') +
      serviceOf({ protocol: 'TCP', endpoint: echo.port }) +
      serviceOf({ name: 'authz', protocol: 'GRPC', endpoint: authorizer.port });
    const extensionProviders = [{ name: 'p', envoyExtAuthzGrpc: { ...HTTP, failOpen } }];
    const running = await make({ meshConfig: { extensionProviders } }).start(config + policy('p', '[{}]'));
    onTestFinished(() => running.stop());
    expect(await exchanged(port, 'hello')).toBe(said);
    expect(authorizer.checks.at(-1)).toMatchObject({
      attributes: { destination: { address: { socket: { address: '127.0.0.1', port } } } },
    });
  });
});
