/** Features that the scenarios of others leave out: our runtime and a real Envoy on the same translation do the same. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayOf, routesOf, serviceOf, TO_SERVICE } from '../../support/gateway-mesh.ts';
import { runtimeEngine } from '../runtime/engine.ts';
import { callPlan } from './client.ts';
import type { Engine } from './engine.ts';
import { enginesOf, WHY } from './engines.ts';
import { freePorts } from './run.ts';
import type { RequestPlan, UpstreamBehaviour } from './scenario.ts';
import { startUpstream, type Upstream } from './upstreams.ts';

async function upstream(behaviour: UpstreamBehaviour = {}): Promise<Upstream> {
  const started = await startUpstream('u1', behaviour);
  onTestFinished(() => started.stop());
  return started;
}

const gateway = (port: number, routes: string, endpoint: { readonly port: number; readonly name?: 'grpc' }): string =>
  gatewayOf(port) +
  serviceOf({ protocol: endpoint.name === 'grpc' ? 'GRPC' : 'HTTP', endpoint: endpoint.port }) +
  routesOf(routes);

const toSvc = (more = ''): string => TO_SERVICE + more;

/** Runs the engine on the configuration, and makes the calls one after the other. */
async function calls(engine: Engine, config: string, port: number, plans: readonly RequestPlan[]) {
  const running = await engine.start(config);
  try {
    const results = [];
    for (const plan of plans) results.push(...(await callPlan(plan, port)));
    return { results, log: await running.accessLog() };
  } finally {
    await running.stop();
  }
}

const GRPC = { 'content-type': 'application/grpc', te: 'trailers' };

describe.each(enginesOf(runtimeEngine({ fetchesKeys: true })))(`on %s${WHY}`, (_, engine) => {
  it.each([
    ['', 400, '150m'],
    ['    timeout: 0.3s\n', 300, '300m'],
  ])('a caller of gRPC says how long it waits, up to the time of the route: %j', async (timeout, most, told) => {
    const slow = await upstream({ h2: true, grpc: true, delayMs: 500 });
    const [port = 0] = await freePorts(1);
    const config = gateway(port, toSvc(timeout), { port: slow.port, name: 'grpc' });
    const call = { proto: 'h2', method: 'POST', body: 'x' } as const;
    const { results, log } = await calls(engine, config, port, [
      { ...call, headers: { ...GRPC, 'grpc-timeout': '150m' } },
      { ...call, headers: { ...GRPC, 'grpc-timeout': '400m' } },
    ]);
    expect(results.map(({ headers }) => headers['grpc-status'])).toEqual(['14', '14']);
    expect(results[0]?.elapsedMs).toBeLessThan(most - 50);
    expect(results[1]?.elapsedMs).toBeGreaterThan(most - 20);
    expect(log.every((line) => line.includes(' UT response_timeout '))).toBe(true);
    expect(slow.hits[0]?.headers).toMatchObject({ 'grpc-timeout': '150m', 'x-envoy-expected-rq-timeout-ms': '150' });
    expect(slow.hits[1]?.headers['grpc-timeout']).toBe(most === 300 ? told : '400m');
  });

  it.each([
    ['5xx', 1],
    ['5xx,envoy-ratelimited', 3],
  ])('a retry for %s of what a rate limit answered makes %i tries', async (on, tries) => {
    const limited = await upstream({ status: 503, headers: { 'x-envoy-ratelimited': 'true' } });
    const [port = 0] = await freePorts(1);
    const config = gateway(port, toSvc(`    retries: {attempts: 2, retryOn: '${on}'}\n`), { port: limited.port });
    const { results } = await calls(engine, config, port, [{}]);
    expect([results[0]?.status, limited.hits.length]).toEqual([503, tries]);
  });

  it('a request that was tried again says so where it fails', async () => {
    const broken = await upstream({ resetOn: 'all' });
    const [port = 0] = await freePorts(1);
    const retries = "    retries: {attempts: 1, retryOn: 'reset'}\n";
    const { results, log } = await calls(engine, gateway(port, toSvc(retries), { port: broken.port }), port, [{}]);
    expect([results[0]?.status, broken.hits.length]).toEqual([503, 2]);
    expect(results[0]?.body).toContain('retried and the latest reset reason: connection termination');
    expect(log[0]).toContain(' URX,UC ');
  });

  it.each([
    ['that are given', (jwks: string) => `jwks: '${jwks}'`],
    ['that are fetched', (_jwks: string, port: number) => `jwksUri: 'http://127.0.0.1:${port}/keys'`],
  ])('tokens are checked with keys %s', async (_how, source) => {
    const pair = await generateKeyPair('RS256');
    const stranger = await generateKeyPair('RS256');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] });
    const issuer = await upstream({ body: jwks });
    const service = await upstream();
    const [port = 0] = await freePorts(1);
    const policy = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: tokens}
spec:
  selector: {matchLabels: {istio: ingressgateway}}
  jwtRules:
  - issuer: me
    audiences: [us]
    ${source(jwks, issuer.port)}
    outputClaimToHeaders: [{header: x-sub, claim: sub}, {header: x-list, claim: list}]
---
`;
    const token = (claims: Readonly<Record<string, unknown>> = {}, key = pair.privateKey, kid = 'k') =>
      new SignJWT({ iss: 'me', sub: 'you', aud: 'us', list: ['a'], ...claims })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(key);
    const bearer = (text: string, path = '/') => ({ path, headers: { authorization: `Bearer ${text}` } });
    const old = Math.floor(Date.now() / 1000) - 100;
    const { results, log } = await calls(engine, gateway(port, toSvc(), { port: service.port }) + policy, port, [
      bearer(await token()),
      bearer(await token({}, stranger.privateKey)),
      bearer(await token({}, pair.privateKey, 'z')),
      bearer(await token({ exp: old })),
      bearer(await token({ aud: 'them' })),
      bearer('nonsense', '/p?q'),
      { path: `/p?access_token=${await token()}&z=1` },
      {},
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 401, 401, 401, 403, 401, 200, 200]);
    expect(results.slice(1, 6).map(({ body }) => body)).toEqual([
      'Jwt verification fails',
      "Jwks doesn't have key to match kid or alg from Jwt",
      'Jwt is expired',
      'Audiences in Jwt are not allowed',
      'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
    ]);
    expect(results[5]?.headers['www-authenticate']).toBe('Bearer realm="http://svc.test/p?q", error="invalid_token"');
    expect(log[3]).toContain('jwt_authn_access_denied{Jwt_is_expired}');
    expect(service.hits.map(({ path }) => path)).toEqual(['/', '/p?z=1', '/']);
    expect(service.hits[0]?.headers).toMatchObject({ 'x-sub': 'you', 'x-list': 'WyJhIl0=' });
    expect(service.hits[0]?.headers['authorization']).toBeUndefined();
  });

  /** A local rate limit in front of the router. */
  const limit = (value: string): string => `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: limit}
spec:
  workloadSelector: {labels: {istio: ingressgateway}}
  configPatches:
  - applyTo: VIRTUAL_HOST
    match: {context: GATEWAY}
    patch:
      operation: MERGE
      value:
        rate_limits:
        - actions: [{request_headers: {header_name: x-who, descriptor_key: who}}]
        - actions:
          - request_headers: {header_name: x-who, descriptor_key: who}
          - header_value_match: {descriptor_value: writes, headers: [{name: ':method', string_match: {exact: POST}}]}
  - applyTo: HTTP_FILTER
    match: {context: GATEWAY, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    patch:
      operation: INSERT_BEFORE
      value:
        name: envoy.filters.http.local_ratelimit
        typed_config:
          '@type': type.googleapis.com/udpa.type.v1.TypedStruct
          type_url: type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
          value:
            stat_prefix: limit
            enable_x_ratelimit_headers: DRAFT_VERSION_03
            filter_enabled: {default_value: {numerator: 100}}
            filter_enforced: {default_value: {numerator: 100}}
${value}
---
`;
  const bucket = (tokens: number, every: string) =>
    `{max_tokens: ${tokens}, tokens_per_fill: ${tokens}, fill_interval: ${every}}`;

  it('rate limits tell requests apart, and say what is left', async () => {
    const service = await upstream();
    const [port = 0] = await freePorts(1);
    const filter = limit(`            token_bucket: ${bucket(100, '60s')}
            descriptors:
            - {entries: [{key: who, value: alice}], token_bucket: ${bucket(2, '60s')}}
            - {entries: [{key: who, value: bob}, {key: header_match, value: writes}], token_bucket: ${bucket(1, '60s')}}`);
    const as = (who: string, method: string, repeat: number) => ({ method, headers: { 'x-who': who }, repeat });
    const { results, log } = await calls(engine, gateway(port, toSvc(), { port: service.port }) + filter, port, [
      as('alice', 'GET', 3),
      as('bob', 'GET', 2),
      as('bob', 'POST', 2),
      as('carol', 'POST', 2),
      { repeat: 2 },
    ]);
    const told = ['limit', 'remaining', 'reset'].map((name) => `x-ratelimit-${name}`);
    const seen = results.map(({ status, headers }) => [status, ...told.map((name) => Number(headers[name]))].join(' '));
    expect(seen.slice(0, 3)).toEqual(['200 2 1 0', '200 2 0 30', '429 2 0 30']);
    expect(seen.slice(3)).toEqual([
      '200 100 97 0',
      '200 100 96 0',
      '200 1 0 60',
      '429 1 0 60',
      '200 100 94 0',
      '200 100 93 0',
      '200 100 92 0',
      '200 100 91 0',
    ]);
    expect([results[2]?.body, results[2]?.headers['x-envoy-ratelimited']]).toEqual(['local_rate_limited', undefined]);
    expect(log[2]).toContain(' RL local_rate_limited ');
  });

  it('tokens come one after the other', async () => {
    const service = await upstream();
    const [port = 0] = await freePorts(1);
    const filter = limit(`            token_bucket: ${bucket(2, '2s')}`);
    const { results } = await calls(engine, gateway(port, toSvc(), { port: service.port }) + filter, port, [
      { repeat: 3, thenWaitMs: 1100 },
      { repeat: 2 },
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429]);
  });

  it('takes a filter of the access log', async () => {
    const service = await upstream({ status: [200, 404, 503] });
    const [port = 0] = await freePorts(1);
    const telemetry = `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: errors}
spec: {accessLogging: [{filter: {expression: "response.code >= 400 && request.url_path == '/p' && response.flags == 0"}}]}
---
`;
    const routes = toSvc('    retries: {attempts: 0}\n');
    const config = gateway(port, routes, { port: service.port }) + telemetry;
    const { results, log } = await calls(engine, config, port, [{ path: '/p?q', repeat: 3 }]);
    expect(results.map(({ status }) => status)).toEqual([200, 404, 503]);
    // The runtime of this test has no log of its own: what is logged is telemetry's to say.
    if (engine.name === 'envoy') expect(log.map((line) => / (\d{3}) /.exec(line)?.[1])).toEqual(['404', '503']);
  });

  const marked = '    headers: {response: {set: {x-route: "1"}, remove: [x-gone]}}\n';

  it.each<[string, string, RequestPlan, number, boolean]>([
    ['a fault', toSvc(`${marked}    fault: {abort: {httpStatus: 555, percentage: {value: 100}}}\n`), {}, 555, true],
    ['a time-out', toSvc(`${marked}    timeout: 0.05s\n`), {}, 504, true],
    ['no cluster', `  - route: [{destination: {host: gone.test}}]\n${marked}`, {}, 503, true],
    ['an upgrade nobody allows', toSvc(marked), { headers: { connection: 'upgrade', upgrade: 'foo' } }, 403, true],
    [
      'a preflight',
      toSvc(`${marked}    corsPolicy: {allowOrigins: [{exact: 'http://a'}], exposeHeaders: [x-e]}\n`),
      { method: 'OPTIONS', headers: { origin: 'http://a', 'access-control-request-method': 'PUT' } },
      200,
      false,
    ],
  ])('what a route does to responses is done to %s', async (_what, routes, plan, status, done) => {
    const slow = await upstream({ delayMs: 150 });
    const [port = 0] = await freePorts(1);
    const { results } = await calls(engine, gateway(port, routes, { port: slow.port }), port, [plan]);
    expect([results[0]?.status, results[0]?.headers['x-route']]).toEqual([status, done ? '1' : undefined]);
    if (!done) expect(results[0]?.headers['access-control-expose-headers']).toBe('x-e');
  });

  it('small things that clients and upstreams see are the same', async () => {
    const service = await upstream();
    const [port = 0] = await freePorts(1);
    const routes = `  - match: [{uri: {prefix: /made}}]
    directResponse: {status: 201}
  - match: [{uri: {prefix: /abort}}]
    fault: {abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}
    route: [{destination: {host: svc.test, port: {number: 80}}}]
${toSvc(`    rewrite: {authority: new.test}
    headers: {request: {set: {x-a: route}, add: {x-before: "%REQ(x-a)%"}}}
`)}`;
    const { results, log } = await calls(engine, gateway(port, routes, { port: service.port }), port, [
      { path: '/made?q' },
      { path: '/abort' },
      { path: '/../../up' },
      { headers: { 'x-a': 'client', te: 'gzip, trailers' } },
      { proto: 'raw', raw: 'OPTIONS * HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([201, 200, 200, 200, 404]);
    expect(results[0]?.headers['location']).toBe('http://svc.test/made?q');
    expect(results[1]?.body).toBe('fault filter abort');
    expect(service.hits.map(({ path }) => path)).toEqual(['/up', '/']);
    const seen = { 'x-a': 'route', 'x-before': 'client', te: 'trailers', 'x-envoy-original-host': 'svc.test' };
    expect(service.hits[1]?.headers).toMatchObject({ ...seen, host: 'new.test' });
    expect(log[4]).toContain(' - absolute_path_rejected ');
  });
});
