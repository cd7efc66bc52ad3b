import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostTable } from '../../../../src/proxy/runtime/route/host-table.ts';
import { normalisePath, pathRules } from '../../../../src/proxy/runtime/route/normalise.ts';
import { redirect, TO_HTTPS } from '../../../../src/proxy/runtime/route/redirect.ts';
import { pathRewrite } from '../../../../src/proxy/runtime/route/rewrite.ts';
import type { HttpConnectionManager } from '../../../../src/xds/resources/listener.ts';
import type { RedirectAction, RouteMatch } from '../../../../src/xds/resources/route.ts';
import { head, view } from '../support.ts';

const rules = (parts: Partial<HttpConnectionManager>) => pathRules({ '@type': '', stat_prefix: '', ...parts });
const BASE = rules({ normalize_path: true });
const MERGE = rules({ normalize_path: true, merge_slashes: true });
const DECODE = rules({
  normalize_path: true,
  merge_slashes: true,
  path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
});
const REJECT = rules({ path_with_escaped_slashes_action: 'REJECT_REQUEST' });
const NONE = rules({});

describe('paths in their normal form', () => {
  it.each([
    ['/a/../b/./c', BASE, '/b/c'],
    ['/a/%2e%2E/b', BASE, '/b'],
    ['/a/.%2e/b', BASE, '/b'],
    ['/a/b/..', BASE, '/a/'],
    ['/a/.', BASE, '/a/'],
    ['/..', BASE, '/'],
    ['/a/../../b', BASE, '/b'],
    ['/a/...', BASE, '/a/...'],
    ['//b', BASE, '//b'],
    ['/a%2Fb', BASE, '/a%2Fb'],
    ['/a%2fb', BASE, '/a%2fb'],
    ['/a%c3%A4', BASE, '/a%c3%A4'],
    ['/"<>^`{|}', BASE, '/%22%3C%3E%5E%60%7B%7C%7D'],
    ['/{a}', NONE, '/{a}'],
    ["/!$&'()*+,:;=@[]_~", BASE, "/!$&'()*+,:;=@[]_~"],
    ['/a%00b', BASE, undefined],
    ['/\u00e4', BASE, undefined],
    ['/%61%7E', BASE, '/a~'],
    ['/a\\b', BASE, '/a/b'],
    ['/a\\..\\b', BASE, '/b'],
    ['//a///b', MERGE, '/a/b'],
    ['/a%2F%2fb', MERGE, '/a%2F%2fb'],
    ['/a%2F%2fb', DECODE, '/a/b'],
    ['/a%5C..%5cb', DECODE, '/b'],
    ['/a%2Fb', REJECT, undefined],
    ['/a/../b', NONE, '/a/../b'],
    // Measured with Envoy 1.40: parameters of dot segments go with them, those of escaped ones do not.
    ['/a/..;/b', BASE, '/b'],
    ['/a/..;x=1/b', BASE, '/b'],
    ['/a/.;y', BASE, '/a/'],
    ['/a/b/..;/..;/c', BASE, '/c'],
    ['/a/...;/b', BASE, '/a/...;/b'],
    ['/a/%2e%2e;/b', BASE, '/a/..;/b'],
    ['/a;/b', BASE, '/a;/b'],
    ['/a/..;/b', rules({}), '/a/..;/b'],
    ['//', MERGE, '//'],
    ['/a/..//', MERGE, '//'],
    ['*', MERGE, '*'],
    ['', BASE, ''],
  ] as const)('%s', (path, how, expected) => {
    expect(normalisePath(path, how)?.path).toBe(expected);
  });

  it('sends clients to the unescaped path where that is asked for', () => {
    const how = rules({ path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT' });
    expect(normalisePath('/a%2fb', how)).toEqual({ path: '/a/b', redirects: true });
  });

  it('has one normal form, without dot segments', () => {
    const part = fc.constantFrom('a', '.', '..', '%2e', '', '%2F', '\\', '..a', '%41');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom(BASE, MERGE, DECODE), (parts, how) => {
        const first = normalisePath(`/${parts.join('/')}`, how);
        if (first === undefined) return;
        expect(normalisePath(first.path, how)?.path).toBe(first.path);
        expect(first.path.split('/')).not.toContain('..');
        expect(first.path.split('/')).not.toContain('.');
      }),
    );
  });
});

describe('virtual hosts', () => {
  const table = new HostTable<string>(true);
  for (const domains of [
    ['a.b.test'],
    ['*.b.test', '*-x.b.test'],
    ['*.test'],
    ['api.*'],
    ['*'],
    ['[::1]'],
    ['UPPER.test'],
  ])
    table.add({ domains }, domains[0] ?? '');

  it.each([
    ['a.b.test', 'a.b.test'],
    ['A.B.Test', 'a.b.test'],
    ['a.b.test:8080', 'a.b.test'],
    ['c.b.test', '*.b.test'],
    ['c-x.b.test', '*.b.test'],
    ['x.test', '*.test'],
    ['.test', '*'],
    ['api.example', 'api.*'],
    ['api.test', '*.test'],
    ['other', '*'],
    ['a.b.test.', '*'],
    ['[::1]', '[::1]'],
    ['[::1]:80', '[::1]'],
    ['upper.test', 'UPPER.test'],
  ])('%s is served by %s', (authority, host) => {
    expect(table.find(authority)).toBe(host);
  });

  it('looks at ports where they count, and finds nobody where there is nobody', () => {
    const strict = new HostTable<number>(false);
    strict.add({ domains: ['a.test:80'] }, 1);
    expect([strict.find('a.test:80'), strict.find('a.test')]).toEqual([1, undefined]);
  });

  it('leaves a domain with the first who has it', () => {
    const twice = new HostTable<number>(true);
    for (const index of [1, 2]) twice.add({ domains: ['a', '*.b', 'c.*', '*'] }, index);
    expect(['a', 'x.b', 'c.x', 'z'].map((name) => twice.find(name))).toEqual([1, 1, 1, 1]);
  });
});

describe('rewritten paths', () => {
  const PREFIX: RouteMatch = { prefix: '/api' };
  it.each([
    ['/api/x', { prefix: '/' }, PREFIX, '//x'],
    ['/api/x', { prefix: '/v2' }, PREFIX, '/v2/x'],
    ['/api', { prefix: '/' }, PREFIX, '/'],
    ['/whole', { prefix: '/new' }, { path: '/whole' }, '/new'],
    ['/a/b', { prefix: '/n' }, { path_separated_prefix: '/a' }, '/n/b'],
    ['/svc/one/two', { regex: '^/svc/([^/]+)(/.*)$', to: '\\2/at/\\1' }, PREFIX, '/two/at/one'],
    ['/aXbX', { regex: 'X', to: 'y' }, PREFIX, '/ayby'],
    ['/ab', { regex: 'z*', to: '-' }, PREFIX, '-/-a-b-'],
    ['/ab', { regex: '.*', to: '/n' }, PREFIX, '/n'],
    ['/a', { regex: '(b)?a', to: '[\\1]\\\\' }, PREFIX, '/[]\\'],
  ] as const)('%s', (path, how, match, expected) => {
    const regex = 'regex' in how ? { pattern: { regex: how.regex }, substitution: how.to } : undefined;
    expect(pathRewrite('prefix' in how ? how.prefix : undefined, regex, match)?.(path)).toBe(expected);
  });

  it('refuses a group that does not exist', () => {
    expect(() => pathRewrite(undefined, { pattern: { regex: '(a)' }, substitution: '\\2' }, PREFIX)).toThrow(
      'group 2 of 1',
    );
  });
});

describe('redirects', () => {
  const all: RouteMatch = { prefix: '/old' };
  it.each<[string, RedirectAction, Parameters<typeof head>, string, number]>([
    ['a new path keeps the query', { path_redirect: '/new' }, ['/old?x=1'], 'http://svc.test/new?x=1', 301],
    ['unless it has one', { path_redirect: '/new?y' }, ['/old?x=1'], 'http://svc.test/new?y', 301],
    ['unless it is stripped', { path_redirect: '/n', strip_query: true }, ['/old?x=1'], 'http://svc.test/n', 301],
    ['scheme and port', { scheme_redirect: 'https', port_redirect: 8443 }, ['/o'], 'https://svc.test:8443/o', 301],
    [
      'a port takes the place of another',
      { port_redirect: 81 },
      ['/o', {}, { authority: 'a:80' }],
      'http://a:81/o',
      301,
    ],
    [
      'a default port goes with its scheme',
      { https_redirect: true },
      ['/o', {}, { authority: 'a:80' }],
      'https://a/o',
      301,
    ],
    ['another port stays', { https_redirect: true }, ['/o', {}, { authority: 'a:8080' }], 'https://a:8080/o', 301],
    ['a prefix', { prefix_rewrite: '/new' }, ['/old/a?q'], 'http://svc.test/new/a?q', 301],
    ['a host', { host_redirect: 'h.test', response_code: 'FOUND' }, ['/o'], 'http://h.test/o', 302],
    ['303', { response_code: 'SEE_OTHER' }, ['/o'], 'http://svc.test/o', 303],
    ['307', { response_code: 'TEMPORARY_REDIRECT' }, ['/o'], 'http://svc.test/o', 307],
    ['308', { response_code: 'PERMANENT_REDIRECT' }, ['/o'], 'http://svc.test/o', 308],
  ])('%s', (_, action, request, location, status) => {
    const made = redirect(action, all);
    expect([made.location(view(head(...request))), made.status]).toEqual([location, status]);
  });

  it('sends clients of a TLS host to HTTPS with all of their target', () => {
    expect(TO_HTTPS.location(view(head('/p?q=1')))).toBe('https://svc.test/p?q=1');
  });
});
