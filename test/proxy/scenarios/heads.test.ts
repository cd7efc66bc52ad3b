/** What upstreams and clients get to see of heads: our runtime and a real Envoy on the same translation do the same. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayOf, routesOf, serviceOf } from '../../support/gateway-mesh.ts';
import { callPlan } from './client.ts';
import { enginesOf, WHY } from './engines.ts';
import { freePorts } from './run.ts';
import type { RequestPlan } from './scenario.ts';
import { startUpstream } from './upstreams.ts';

const ROUTE = 'route: [{destination: {host: svc.test}}]';

const ROUTES = `  - match: [{uri: {prefix: /open}}]
    corsPolicy: {allowOrigins: [{exact: '*'}]}
    ${ROUTE}
  - match: [{uri: {prefix: /fixed}}]
    corsPolicy: {allowOrigins: [{exact: 'https://a.test'}], allowMethods: [PUT]}
    directResponse: {status: 207, body: {string: fixed}}
  - match: [{uri: {prefix: /fields}}]
    headers:
      request: {add: {x-anew: new, x-made: '%REQ(x-in)%|%PROTOCOL%|%START_TIME(%Y)%|%RESPONSE_CODE%|%%'}, remove: [x-anew]}
      response: {set: {x-cluster: '%UPSTREAM_CLUSTER% %UPSTREAM_CLUSTER_RAW%', x-told: '%RESPONSE_CODE%|%RESPONSE_FLAGS%|%RESPONSE_CODE_DETAILS%|%RESP(x-out)%'}}
    ${ROUTE}
  - match: [{headers: {x-rewrite: {exact: 'yes'}}}]
    rewrite: {uri: /new}
    ${ROUTE}
  - match: [{uri: {regex: '/r/.*'}}]
    rewrite: {uri: /new}
    ${ROUTE}
  - ${ROUTE}`;

const ORIGIN = { origin: 'https://a.test', 'access-control-request-method': 'PUT' };

describe.each(enginesOf())(`on %s${WHY}`, (_, engine) => {
  async function call(plan: RequestPlan) {
    const upstream = await startUpstream('u1', { headers: { 'x-out': 'o' } });
    onTestFinished(() => upstream.stop());
    const [port = 0] = await freePorts(1);
    const running = await engine.start(gatewayOf(port) + serviceOf({ endpoint: upstream.port }) + routesOf(ROUTES));
    try {
      const [result] = await callPlan(plan, port);
      return { result, hit: upstream.hits[0], log: await running.accessLog() };
    } finally {
      await running.stop();
    }
  }

  it('any origin is one', async () => {
    const { result, hit } = await call({ method: 'OPTIONS', path: '/open', headers: ORIGIN });
    expect([result?.status, hit]).toEqual([200, undefined]);
    expect(result?.headers['access-control-allow-origin']).toBe('https://a.test');
  });

  it('fixed answers are the same for all origins', async () => {
    const { result } = await call({ method: 'OPTIONS', path: '/fixed', headers: ORIGIN });
    expect([result?.status, result?.body]).toEqual([207, 'fixed']);
    expect(result?.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('values tell of the request, and of the response once there is one', async () => {
    const { result, hit } = await call({ path: '/fields', headers: { 'x-in': 'i', 'x-anew': 'old' } });
    expect(hit?.headers['x-anew']).toBe('new');
    expect(hit?.headers['x-made']).toBe(`i|HTTP/1.1|${new Date().getUTCFullYear()}|0|%`);
    expect(result?.headers['x-told']).toBe('200|-|via_upstream|o');
  });

  it('paths have escapes where URIs have them', async () => {
    const raw = 'GET /a|{b}^`"<c>?d|{e} HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n';
    expect((await call({ proto: 'raw', raw })).hit?.path).toBe('/a%7C%7Bb%7D%5E%60%22%3Cc%3E?d|{e}');
  });

  it.each([
    ['/a/b?q=1', { 'x-rewrite': 'yes' }, '/newa/b?q=1'],
    ['/', { 'x-rewrite': 'yes' }, '/new'],
    ['/r/b?q=1', {}, '/new?q=1'],
  ])(
    'a rewrite of what no prefix has matched takes the place of the first slash, or of all: %s',
    async (path, headers, to) => {
      const { hit } = await call({ path, headers });
      expect([hit?.path, hit?.headers['x-envoy-original-path']]).toEqual([to, path]);
    },
  );

  it.each(['https', 'HTTPS'])('a target of %s has no business without TLS', async (scheme) => {
    const raw = `GET ${scheme}://svc.test/a HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n`;
    const { result, hit, log } = await call({ proto: 'raw', raw });
    expect([result?.status, hit]).toEqual([403, undefined]);
    expect(log[0]).toContain(' 403 DPE http1.https_url_on_plaintext_connection ');
  });

  it.each([
    ['/a/..;/b', '/b'],
    ['/a/%2e%2e;/b', '/a/..;/b'],
  ])('parameters of dot segments go with them: %s', async (path, to) => {
    expect((await call({ path })).hit?.path).toBe(to);
  });

  it.each([
    ['PURGE', 200],
    ['FOO', 400],
    ['get', 400],
  ])('the method %s gets %i', async (method, status) => {
    const raw = `${method} /fixed HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n`;
    expect((await call({ proto: 'raw', raw })).result?.status).toBe(status === 200 ? 207 : status);
  });

  it('values name clusters as statistics do', async () => {
    const { result } = await call({ path: '/fields' });
    expect(result?.headers['x-cluster']).toBe('outbound|80||svc.test; outbound|80||svc.test');
  });

  it('a path with a NUL is refused', async () => {
    const { result, hit } = await call({ path: '/a%00b' });
    expect([result?.status, hit]).toEqual([400, undefined]);
  });

  it('an offer of h2c is not taken up, and does no harm', async () => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const { result, hit } = await call({ headers });
    expect(result?.status).toBe(200);
    expect(['upgrade', 'http2-settings'].map((name) => hit?.headers[name])).toEqual([undefined, undefined]);
  });

  it.each([
    ['POST', '0'],
    ['OPTIONS', '0'],
    ['GET', undefined],
  ])('an empty %s has the length %j', async (method, length) => {
    const raw = `${method} / HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n`;
    expect((await call({ proto: 'raw', raw })).hit?.headers['content-length']).toBe(length);
  });
});
