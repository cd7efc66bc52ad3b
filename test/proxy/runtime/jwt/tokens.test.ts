import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { NEXT } from '../../../../src/proxy/contract.ts';
import type { RuntimeOptions } from '../../../../src/proxy/runtime/options.ts';
import { TYPES } from '../../../../src/xds/compile/type-urls.ts';
import type { JwtProvider, Principal } from '../../../../src/xds/resources/filter.ts';
import { cluster, head, type Parts, settled, start, toCluster } from '../support.ts';

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** Seconds since 1970 at which all this happens. */
const NOW = 1_000_000;

const pairs = new Map(
  await Promise.all(ALGORITHMS.map(async (alg) => [alg, await generateKeyPair(alg, { extractable: true })] as const)),
);
const other = await generateKeyPair('RS256');
const keys = await Promise.all(
  [...pairs].map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid, alg: kid })),
);
const JWKS = JSON.stringify({ keys });

interface Making {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: Algorithm;
  readonly kid?: string | undefined;
  readonly key?: CryptoKey;
}

function token({ claims = {}, alg = 'ES256', ...making }: Making = {}): Promise<string> {
  const kid = 'kid' in making ? making.kid : alg;
  const key = making.key ?? pairs.get(alg)?.privateKey;
  if (key === undefined) throw new Error(`there is no key for ${alg}`);
  const header = { alg, ...(kid === undefined ? {} : { kid }) };
  return new SignJWT({ iss: 'me', sub: 'you', ...claims }).setProtectedHeader(header).sign(key);
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const unsigned = (header: unknown, payload: unknown, signature = 'AAAA'): string =>
  `${encode(header)}.${encode(payload)}.${signature}`;
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

const C = 'c';

function parts(provider: Partial<JwtProvider> = {}, more: Partial<Parts> = {}): Parts {
  const { filters = [], ...rest } = more;
  const jwt = {
    '@type': TYPES.jwtAuthn,
    providers: {
      p: {
        issuer: 'me',
        local_jwks: { inline_string: JWKS },
        normalize_payload_in_metadata: { space_delimited_claims: ['scope'] },
        ...provider,
      },
    },
    rules: [
      {
        match: { prefix: '/' },
        requires: { requires_any: { requirements: [{ provider_name: 'p' }, { allow_missing: {} }] } },
      },
    ],
  };
  return {
    routes: [toCluster(C)],
    clusters: [cluster(C, 1)],
    filters: [{ name: 'jwt', typed_config: jwt }, ...filters],
    ...rest,
  };
}

const OPTIONS: Partial<RuntimeOptions> = { wallClock: () => 1000 * NOW };

/** The answer to a request; 0 and nothing when it may go on. */
async function answer(provider: Partial<JwtProvider>, ...request: Parameters<typeof head>) {
  const made = start(parts(provider), OPTIONS).exchange();
  const next = await settled(made, head(...request));
  const { status, body, fields } = made.reply;
  return next === NEXT.reply ? { status, body, fields, details: made.details } : { status: 0, body: '', fields: '' };
}

describe('a token', () => {
  it.each(ALGORITHMS)('of %s is checked', async (alg) => {
    const good = await token({ alg });
    expect(await answer({}, '/', bearer(good))).toMatchObject({ status: 0 });
    const [first = '', , last = ''] = good.split('.');
    const forged = `${first}.${encode({ iss: 'me', sub: 'other' })}.${last}`;
    expect(await answer({}, '/', bearer(forged))).toMatchObject({ status: 401, body: 'Jwt verification fails' });
  });

  it('without the name of a key is tried with all that fit', async () => {
    expect(await answer({}, '/', bearer(await token({ alg: 'RS256', kid: undefined })))).toMatchObject({ status: 0 });
    const twice = JSON.stringify({
      keys: [{ ...(await exportJWK(other.publicKey)), kid: 'x' }, ...keys.map((key) => ({ ...key, alg: undefined }))],
    });
    const provider = { local_jwks: { inline_string: twice } };
    expect(await answer(provider, '/', bearer(await token({ alg: 'RS256', kid: undefined })))).toMatchObject({
      status: 0,
    });
    const foreign = await generateKeyPair('RS256');
    const bad = await token({ alg: 'RS256', kid: undefined, key: foreign.privateKey });
    expect(await answer(provider, '/', bearer(bad))).toMatchObject({ body: 'Jwt verification fails' });
  });

  it.each<[string, Promise<string>, string]>([
    [
      'of one part',
      Promise.resolve('x'),
      'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
    ],
    ['without signature', Promise.resolve(unsigned({ alg: 'none' }, {}, '')), 'Jwt is not in the form of'],
    ['with a head of no base64', Promise.resolve('a.b.c'), 'Jwt header is an invalid Base64url encoded'],
    ['with a head of no JSON', Promise.resolve(unsigned('text', {})), 'Jwt header is an invalid JSON'],
    ['of no algorithm', Promise.resolve(unsigned({ alg: 'none' }, {})), 'Jwt header [alg] is not supported'],
    ['without algorithm', Promise.resolve(unsigned({ kid: 'a' }, {})), 'Jwt header [alg] field is required'],
    ['with claims of no JSON', Promise.resolve(unsigned({ alg: 'RS256' }, 'text')), 'Jwt payload is an invalid JSON'],
    [
      'with a time in words',
      Promise.resolve(unsigned({ alg: 'RS256' }, { exp: 'x' })),
      'Jwt payload [exp] field is not',
    ],
    [
      'with a signature of no base64',
      Promise.resolve(unsigned({ alg: 'RS256' }, {}, '!')),
      'Jwt signature is an invalid',
    ],
    ['of another issuer', token({ claims: { iss: 'other' } }), 'Jwt issuer is not configured'],
    ['of the past', token({ claims: { exp: NOW - 100 } }), 'Jwt is expired'],
    ['of tomorrow', token({ claims: { nbf: NOW + 100 } }), 'Jwt not yet valid'],
    ['of an unknown key', token({ kid: 'z' }), "Jwks doesn't have key to match kid or alg from Jwt"],
    ['with the key of another', token({ alg: 'RS256', kid: 'ES256' }), "Jwks doesn't have key"],
    ['of a forger', token({ alg: 'RS256', key: other.privateKey }), 'Jwt verification fails'],
    [
      'of a secret all share',
      Promise.resolve(unsigned({ alg: 'HS256', kid: 'RS256' }, { iss: 'me' })),
      "Jwks doesn't have key",
    ],
  ])('%s is refused, and its bearer told why', async (_, made, why) => {
    const { status, body, fields, details } = await answer({}, '/p?q=1', bearer(await made));
    expect(status).toBe(401);
    expect(body).toContain(why);
    expect(fields).toContain('www-authenticate: Bearer realm="http://svc.test/p?q=1", error="invalid_token"\r\n');
    expect(details).toBe(`jwt_authn_access_denied{${body.replaceAll(' ', '_')}}`);
  });

  it('that is just over passes: clocks differ', async () => {
    expect(await answer({}, '/', bearer(await token({ claims: { exp: NOW - 30 } })))).toMatchObject({ status: 0 });
  });

  it.each([
    ['no field', {}],
    ['another scheme', { authorization: 'Basic x' }],
    ['no value', { authorization: 'Bearer ' }],
  ])('is not asked for: %s', async (_, headers) => {
    expect(await answer({}, '/', headers)).toMatchObject({ status: 0 });
  });

  it('is for an audience', async () => {
    const provider = { audiences: ['a', 'b'] };
    expect(await answer(provider, '/', bearer(await token({ claims: { aud: ['x', 'b'] } })))).toMatchObject({
      status: 0,
    });
    const refused = { status: 403, body: 'Audiences in Jwt are not allowed' };
    expect(await answer(provider, '/', bearer(await token({ claims: { aud: 'x' } })))).toMatchObject(refused);
    expect(await answer(provider, '/', bearer(await token()))).toMatchObject(refused);
  });

  it('is found where the issuer says', async () => {
    const bad = 'x.y.z';
    const field = { from_headers: [{ name: 'X-Token', value_prefix: 'T ' }] };
    expect(await answer(field, '/', { 'x-token': `T ${bad}` })).toMatchObject({ status: 401 });
    expect(await answer({ from_params: ['t'] }, `/?a=1&t=${bad}`)).toMatchObject({ status: 401 });
    expect(await answer({ from_cookies: ['c'] }, '/', { cookie: `b=1; c=${bad}` })).toMatchObject({ status: 401 });
    expect(await answer({ from_params: ['t'] }, '/', bearer(bad))).toMatchObject({ status: 0 });
    expect(await answer({}, `/?access_token=${bad}`)).toMatchObject({ status: 401 });
  });

  it('that comes in two fields is none', async () => {
    const good = `Bearer ${await token()}`;
    expect(await answer({}, '/', { authorization: [good, good] })).toMatchObject({ status: 401 });
  });

  it('goes no further unless it is to, and its claims are told on', async () => {
    const copies = ['sub', 'list', 'deep.inner', 'gone'].map((claim) => ({
      header_name: `X-${claim.replace('.', '-')}`,
      claim_name: claim,
    }));
    const made = start(parts({ claim_to_headers: copies, forward_payload_header: 'X-All' }), OPTIONS).exchange();
    const text = await token({ claims: { list: ['a', 'b'], deep: { inner: 7 } } });
    const request = head(`/p?a=1&access_token=${text}&b`);
    expect(await settled(made, request)).toBe(NEXT.forward);
    expect(request.target).toBe('/p?a=1&b');
    const sent = ['x-sub', 'x-list', 'x-deep-inner', 'x-gone', 'x-all'].map((name) => request.fields.get(name));
    expect(sent).toEqual(['you', 'WyJhIiwiYiJd', '7', undefined, text.split('.')[1]]);
    const kept = head('/', bearer(text));
    await settled(start(parts({ forward: true }), OPTIONS).exchange(), kept);
    expect(kept.fields.get('authorization')).toContain('Bearer');
    const dropped = head('/', bearer(text));
    await settled(start(parts(), OPTIONS).exchange(), dropped);
    expect(dropped.fields.get('authorization')).toBeUndefined();
  });

  it('is the only one who says what tokens say', async () => {
    const copies = [{ header_name: 'X-Sub', claim_name: 'sub' }];
    const made = parts({ claim_to_headers: copies, forward_payload_header: 'x-all' });
    const request = head('/', { 'x-sub': 'admin', 'x-all': 'e30', 'x-other': '1' });
    expect(await settled(start(made, OPTIONS).exchange(), request)).toBe(NEXT.forward);
    expect(['x-sub', 'x-all', 'x-other'].map((name) => request.fields.get(name))).toEqual([undefined, undefined, '1']);
  });

  it('is repeated to whom it is refused, but not as a whole', async () => {
    const { fields } = await answer({ from_params: ['t'] }, `/?t=${'a'.repeat(500)}`, {});
    expect(/realm="([^"]*)"/.exec(fields)?.[1]?.length).toBe('http://svc.test'.length + 256);
  });

  it('is what rules can ask for', async () => {
    const claim = (value: Record<string, unknown>, ...path: string[]) => ({
      metadata: { filter: 'envoy.filters.http.jwt_authn', path: ['payload', ...path].map((key) => ({ key })), value },
    });
    const scope = claim({ list_match: { one_of: { string_match: { exact: 'write' } } } }, 'scope');
    const both: Principal = { and_ids: { ids: [claim({ string_match: { exact: 'me' } }, 'iss'), scope] } };
    const rbac = {
      '@type': TYPES.httpRbac,
      rules: { policies: { p: { permissions: [{ any: true as const }], principals: [both] } } },
    };
    const { exchange } = start(parts({}, { filters: [{ name: 'rbac', typed_config: rbac }] }), OPTIONS);
    const ask = async (headers: Readonly<Record<string, string>>): Promise<number> => {
      const made = exchange();
      await settled(made, head('/', headers));
      return made.reply.status;
    };
    expect(await ask(bearer(await token({ claims: { scope: 'read write' } })))).toBe(0);
    expect(await ask(bearer(await token({ claims: { scope: 'read' } })))).toBe(403);
    expect(await ask({})).toBe(403);
  });

  it('that was checked is not waited for again', async () => {
    const { exchange } = start(parts(), OPTIONS);
    const text = await token();
    expect(exchange().begin(head('/', bearer(text)), 0)).toBe(NEXT.wait);
    await settled(exchange(), head('/', bearer(text)));
    expect(exchange().begin(head('/', bearer(text)), 0)).toBe(NEXT.forward);
  });

  it('calls nobody back who has gone meanwhile', async () => {
    const made = start(parts(), OPTIONS).exchange();
    let called = 0;
    expect(made.begin(head('/', bearer(await token())), 0)).toBe(NEXT.wait);
    made.whenReady(() => called++);
    made.abandoned(0);
    await settled(start(parts(), OPTIONS).exchange(), head('/', bearer(await token())));
    await new Promise((resolve) => setImmediate(resolve));
    expect(called).toBe(0);
  });

  it.each(['x', '[]', '{"keys": 1}'])('has no keys in %s', (text) => {
    expect(() => start(parts({ local_jwks: { inline_string: text } }))).toThrow('no JSON object');
  });
});

describe('keys from elsewhere', () => {
  const place = { uri: 'http://keys.test/jwks', cluster: C, timeout: '1s' };
  const remote = parts({ remote_jwks: { http_uri: place } });
  const allowed = { ...OPTIONS, fetchesKeys: true };
  const ask = async (from: ReturnType<typeof start>, text: string) => {
    const made = from.exchange();
    const next = settled(made, head('/', bearer(text)));
    return { next, reply: () => made.reply };
  };

  it('are waited for, once', async () => {
    const started = start(remote, allowed);
    const [wanted] = started.runtime.keySets;
    expect(wanted?.place).toEqual({ uri: place.uri, cluster: C, timeoutMs: 1000 });
    expect(wanted && started.runtime.keyEndpoint(wanted, 0)?.label).toBe('10.0.0.1:80');
    const { next } = await ask(started, await token());
    expect(wanted?.received(JWKS)).toBe(true);
    expect(await next).toBe(NEXT.forward);
  });

  it('that do not come let no token pass, until they do', async () => {
    const started = start(remote, allowed);
    const [wanted] = started.runtime.keySets;
    const { next, reply } = await ask(started, await token());
    expect(wanted?.received(undefined)).toBe(false);
    expect([await next, reply().status, reply().body]).toEqual([NEXT.reply, 401, 'Jwks remote fetch is failed']);
    expect(await settled(started.exchange(), head())).toBe(NEXT.forward);
    expect(wanted?.received(JWKS)).toBe(true);
    expect(await settled(started.exchange(), head('/', bearer(await token())))).toBe(NEXT.forward);
    expect(wanted?.received('nonsense')).toBe(false);
    expect(await settled(started.exchange(), head('/', bearer(await token())))).toBe(NEXT.forward);
  });

  it('live on when a reload still wants them', async () => {
    const before = start(remote, allowed);
    before.runtime.keySets[0]?.received(JWKS);
    const after = start(remote, allowed, before.runtime);
    expect(after.runtime.keySets).toEqual(before.runtime.keySets);
    expect(await settled(after.exchange(), head('/', bearer(await token())))).toBe(NEXT.forward);
  });

  it('are not fetched unless that is allowed', async () => {
    const started = start(remote, OPTIONS);
    expect(started.runtime.keySets).toEqual([]);
    const made = started.exchange();
    await settled(made, head('/', bearer(await token())));
    expect(made.reply.body).toBe('Jwks remote fetch is failed');
  });
});
