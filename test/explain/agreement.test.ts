import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ORDINARY } from '../../src/explain/at-proxy.ts';
import { findCaller } from '../../src/explain/callers.ts';
import { clientConnection, explainRequest } from '../../src/explain/explain.ts';
import { outboundListener } from '../../src/explain/listeners.ts';
import { headOf, type Question, questionOf } from '../../src/explain/question.ts';
import { snapshotFor } from '../../src/explain/snapshots.ts';
import { running } from '../../src/explain/stand-ins.ts';
import { loadResources } from '../../src/mesh/load.ts';
import { buildMesh } from '../../src/mesh/model.ts';
import { NEXT } from '../../src/proxy/contract.ts';
import { DEFAULT_OPTIONS } from '../../src/proxy/runtime/options.ts';
import { Runtime } from '../../src/proxy/runtime/runtime.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';

const SHOP = readFileSync(join(ROOT, 'fixtures/explain/shop.yaml'), 'utf8');
const NOW = Date.UTC(2026, 0, 1);
const options = { ...DEFAULT_OPTIONS, random: ORDINARY, wallClock: () => NOW, readFile: () => undefined };

function meshOf(text: string) {
  const manifests = [...readManifests(text, 'mesh.yaml')].flatMap(({ manifest }) => (manifest ? [manifest] : []));
  const { resources } = loadResources(manifests, { namespace: 'shop', lenient: false });
  return running(buildMesh({ resources, meshConfig: {} }));
}

function callerIn(mesh: ReturnType<typeof meshOf>, name: string) {
  const found = findCaller(mesh.mesh, name, 'shop');
  if (!('node' in found)) throw new Error(name);
  return found.node;
}

function asked(method: string, url: string, fields: Question['fields'] = []): Question {
  const question = questionOf({ method, url, fields });
  if (typeof question === 'string') throw new Error(question);
  return question;
}

const mesh = meshOf(SHOP);
const caller = callerIn(mesh, 'front');
const common = { ...mesh, caller, sourceAddress: '', overrides: [], options };

describe('explanations agree with the proxy', () => {
  const snapshot = snapshotFor(mesh.mesh, caller, []);
  const runtime = Runtime.of(snapshot, { options, now: 0 });

  function served(question: Question) {
    const destination = { addresses: [], port: question.port };
    const listener = outboundListener(snapshot, destination);
    const connection = clientConnection(question, destination, '');
    const chain = runtime.listeners.find(({ name }) => name === listener?.name)?.chain(connection);
    if (chain?.kind !== 'http') throw new Error('no HTTP there');
    const exchange = chain.service.exchange(connection);
    const head = headOf(question);
    let next = exchange.begin(head, 0);
    while (next === NEXT.delay) next = exchange.resume(0);
    const forwards = next === NEXT.forward;
    const { routeName, reply } = exchange;
    exchange.abandoned(0);
    return { routeName, status: forwards ? 0 : reply.status, target: head.target, cluster: exchange.cluster?.name };
  }

  const paths = fc.constantFrom(
    '/',
    '/old/',
    '/old/x',
    '/old',
    '/v3',
    '/%76%33',
    '/closed',
    '/x',
    '/x/1',
    '/a/../x',
    '/shaky',
    '/shakyy',
    '/#',
    '/./',
  );
  const queries = fc.constantFrom('', '?beta=1', '?beta=2', '?a&beta=1', '?beta=1&beta=2');
  const users = fc.constantFrom<Question['fields']>(
    [],
    [['user', 'tester']],
    [
      ['user', 'x'],
      ['user', 'tester'],
    ],
    [['user', '']],
  );
  const hosts = fc.constantFrom('cart:8080', 'cart.shop:8080', 'CART.shop.svc.cluster.local:8080', 'nobody.test:8080');

  it('on routes, answers and destinations', async () => {
    const requests = fc.record({
      method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
      path: paths,
      query: queries,
      fields: users,
      host: hosts,
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, query, fields, host }) => {
        const question = asked(method, `http://${host}${path}${query}`, fields);
        const real = served(question);
        const { hops } = await explainRequest({ ...common, question });
        const outcome = hops[0]?.outcome;
        expect(outcome?.route).toBe(real.routeName);
        expect(outcome?.answer?.status ?? 0).toBe(real.status);
        if (real.status !== 0) return;
        expect(outcome?.targets.map(({ cluster }) => cluster)).toContain(real.cluster);
        expect(outcome?.targets[0]?.request?.path).toBe(real.target);
      }),
      { numRuns: 150 },
    );
  });
});

describe('tokens', () => {
  async function withIssuer() {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'a', alg: 'ES256' }] });
    const policies = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  jwtRules:
  - issuer: issuer.test
    jwks: '${jwks}'
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only-members, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  action: DENY
  rules:
  - from: [{source: {notRequestPrincipals: [issuer.test/ann]}}]
`;
    const own = meshOf(`${SHOP}${policies}`);
    const token = (issuer: string, subject: string, seconds: number) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: 'a' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setExpirationTime(NOW / 1000 + seconds)
        .sign(privateKey);
    const ask = async (bearer: string | undefined) => {
      const question = asked(
        'GET',
        'http://cart:8080/',
        bearer === undefined ? [] : [['authorization', `Bearer ${bearer}`]],
      );
      const { hops } = await explainRequest({ ...common, ...own, caller: callerIn(own, 'front'), question });
      return {
        answer: hops[1]?.outcome.answer?.status,
        steps: hops[1]?.steps.filter(({ kind }) => kind === 'token') ?? [],
      };
    };
    return { token, ask };
  }

  it('are checked with the keys of the files', async () => {
    const { token, ask } = await withIssuer();
    const good = await ask(await token('issuer.test', 'ann', 60));
    expect(good.answer).toBeUndefined();
    expect(good.steps).toMatchObject([
      {
        result: 'allowed',
        text: 'a good token of issuer.test',
        place: { resource: 'RequestAuthentication shop/cart' },
      },
    ]);
    expect((await ask(await token('issuer.test', 'bob', 60))).answer).toBe(403);
    expect((await ask(undefined)).answer).toBe(403);
    const late = await ask(await token('issuer.test', 'ann', -600));
    expect(late).toMatchObject({ answer: 401, steps: [{ result: 'refused', text: 'Jwt is expired' }] });
    expect((await ask('nonsense')).answer).toBe(401);
  });
});
