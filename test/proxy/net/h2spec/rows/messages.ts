/** Requests that are none: RFC 9113 section 8. */
import { begin, block, data, get, headers, post, request } from '../bytes.ts';
import { answers, MALFORMED, type Row, resets } from '../row.ts';

/** A malformed request that nobody may hear of. */
function malformed(section: string, name: string, fields: readonly string[]): Row {
  return { section, name, send: [request(1, fields)], expect: MALFORMED, unheard: true };
}

/** A request that has to be answered. */
function fine(section: string, name: string, fields: readonly string[], status = 200): Row {
  return { section, name, send: [request(1, fields)], expect: [answers(status)] };
}

const METHOD = [':method', 'GET'];
const SCHEME = [':scheme', 'http'];
const PATH = [':path', '/'];
const AUTHORITY = [':authority', 'a.test'];
const ECHO = post('/echo');
const CALLS = [resets(1, 'protocol'), answers(400)];

export const MESSAGES: readonly Row[] = [
  malformed('8.2.1', 'a name in upper case', get('/', 'X-Test', '1')),
  malformed('8.2.1', 'a name with a space', get('/', 'x test', '1')),
  malformed('8.2.1', 'a name with a colon', get('/', 'x:test', '1')),
  malformed('8.2.1', 'an empty name', get('/', '', '1')),
  malformed('8.2.1', 'a name with a line feed', get('/', 'x\ny', '1')),
  malformed('8.2.1', 'a name with NUL', get('/', 'x\0', '1')),
  malformed('8.2.1', 'a name with DEL', get('/', 'x\x7f', '1')),
  malformed('8.2.1', 'a name beyond ASCII', get('/', 'x\xe9', '1')),
  malformed('8.2.1', 'a value with a line feed', get('/', 'x-a', '1\nx-b: 2')),
  malformed('8.2.1', 'a value with CR and LF', get('/', 'x-a', '1\r\nx-b: 2')),
  malformed('8.2.1', 'a value with CR', get('/', 'x-a', '1\r2')),
  malformed('8.2.1', 'a value with NUL', get('/', 'x-a', '1\x002')),
  malformed('8.2.1', 'a value with a space in front', get('/', 'x-a', ' 1')),
  malformed('8.2.1', 'a value with a tab behind', get('/', 'x-a', '1\t')),
  fine('8.2.1', 'a value beyond ASCII', get('/', 'x-a', 'caf\xe9')),
  fine('8.2.1', 'a value with a tab within', get('/', 'x-a', '1\t2')),
  fine('8.2.1', 'an empty value', get('/', 'x-a', '')),
  malformed('8.2.2', 'connection', get('/', 'connection', 'close')),
  malformed('8.2.2', 'keep-alive', get('/', 'keep-alive', 'timeout=5')),
  malformed('8.2.2', 'proxy-connection', get('/', 'proxy-connection', 'keep-alive')),
  malformed('8.2.2', 'transfer-encoding', post('/', 'transfer-encoding', 'chunked')),
  malformed('8.2.2', 'upgrade', get('/', 'upgrade', 'websocket')),
  malformed('8.2.2', 'te: gzip', get('/', 'te', 'gzip')),
  malformed('8.2.2', 'te: trailers and more', get('/', 'te', 'trailers, deflate;q=0.5')),
  fine('8.2.2', 'te: trailers', get('/', 'te', 'trailers')),
  fine('8.2.3', 'cookie in crumbs', get('/', 'cookie', 'a=1', 'cookie', 'b=2')),
  malformed('8.3', 'a pseudo field nobody has defined', [...METHOD, ...SCHEME, ...PATH, ...AUTHORITY, ':test', '1']),
  malformed('8.3', 'a pseudo field of answers', [':status', '200', ...get()]),
  malformed('8.3', 'a pseudo field behind others', [...METHOD, ...SCHEME, ...AUTHORITY, 'x-a', '1', ...PATH]),
  malformed('8.3', ':method twice', [...METHOD, ...get()]),
  malformed('8.3', ':scheme twice', [...SCHEME, ...get()]),
  malformed('8.3', ':path twice', [...PATH, ...get()]),
  malformed('8.3', ':authority twice', [...AUTHORITY, ...get()]),
  malformed('8.3.1', 'no :method', [...SCHEME, ...PATH, ...AUTHORITY]),
  malformed('8.3.1', 'no :scheme', [...METHOD, ...PATH, ...AUTHORITY]),
  malformed('8.3.1', 'no :path', [...METHOD, ...SCHEME, ...AUTHORITY]),
  malformed('8.3.1', 'nothing but a host', ['host', 'a.test']),
  malformed('8.3.1', 'an empty :path', get('')),
  malformed('8.3.1', 'an empty :method', [':method', '', ...get().slice(2)]),
  malformed('8.3.1', 'a :path without a slash', get('index.html')),
  malformed('8.3.1', 'a :path with a space', get('/a b')),
  malformed('8.3.1', 'a :path with a line feed', get('/a\r\nx: y')),
  malformed('8.3.1', 'a :method that is no token', [':method', 'GET /', ...get().slice(2)]),
  malformed('8.3.1', ':path * of a method that has none', get('*')),
  malformed('8.3.1', 'a user in :authority', [...METHOD, ...SCHEME, ...PATH, ':authority', 'user@a.test']),
  malformed('8.3.1', 'an :authority with a space', [...METHOD, ...SCHEME, ...PATH, ':authority', 'a test']),
  malformed('8.3.1', 'neither :authority nor host', [...METHOD, ...SCHEME, ...PATH]),
  fine('8.3.1', 'host and no :authority', [...METHOD, ...SCHEME, ...PATH, 'host', 'a.test']),
  fine('8.3.1', 'host that says the same as :authority', get('/', 'host', 'a.test')),
  fine('8.3.1', 'OPTIONS *', [':method', 'OPTIONS', ...SCHEME, ':path', '*', ...AUTHORITY]),
  fine('8.3.1', 'a method of its own', [':method', 'PURGE', ...get().slice(2)]),
  fine('8.3.1', 'pseudo fields in another order', [...AUTHORITY, ...PATH, ...SCHEME, ...METHOD]),
  malformed('8.5', 'CONNECT with :path', [':method', 'CONNECT', ...PATH, ...AUTHORITY]),
  malformed('8.5', 'CONNECT with :scheme', [':method', 'CONNECT', ...SCHEME, ...AUTHORITY]),
  malformed('8.5', 'CONNECT without :authority', [':method', 'CONNECT']),
  malformed('8.3', ':protocol without CONNECT', [...METHOD, ':protocol', 'websocket', ...get().slice(2)]),
  {
    section: '8.1',
    name: 'trailers',
    send: [begin(1, ECHO), data(1, 'abc'), request(1, ['x-t', '1'])],
    expect: [answers(200, '3')],
  },
  {
    section: '8.1',
    name: 'trailers without a body',
    send: [begin(1, ECHO), request(1, ['x-t', '1'])],
    expect: [answers(200, '0')],
  },
  {
    section: '8.1',
    name: 'trailers with a pseudo field',
    send: [begin(1, ECHO), data(1, 'a'), request(1, [':path', '/b'])],
    expect: CALLS,
  },
  {
    section: '8.1',
    name: 'trailers with a name in upper case',
    send: [begin(1, ECHO), data(1, 'a'), request(1, ['X-T', '1'])],
    expect: CALLS,
  },
  {
    section: '8.1',
    name: 'trailers with a field of the connection',
    send: [begin(1, ECHO), data(1, 'a'), request(1, ['connection', 'close'])],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a content-length and a body of that size',
    send: [begin(1, post('/echo', 'content-length', '5')), data(1, 'abc'), data(1, 'de', 1)],
    expect: [answers(200, '5')],
  },
  {
    section: '8.1.1',
    name: 'a body that is shorter than its content-length',
    send: [begin(1, post('/echo', 'content-length', '9')), data(1, 'abc', 1)],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a body that is longer than its content-length',
    send: [begin(1, post('/echo', 'content-length', '2')), data(1, 'abc', 1)],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a body in pieces that is longer than its content-length',
    send: [begin(1, post('/echo', 'content-length', '2')), data(1, 'a'), data(1, 'bc', 1)],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a body that is shorter than its content-length, and trailers',
    send: [begin(1, post('/echo', 'content-length', '9')), data(1, 'abc'), request(1, ['x-t', '1'])],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a content-length and no body',
    send: [request(1, post('/echo', 'content-length', '5'))],
    expect: CALLS,
  },
  {
    section: '8.1.1',
    name: 'a content-length of 0 and no body',
    send: [request(1, post('/echo', 'content-length', '0'))],
    expect: [answers(200, '0')],
  },
  malformed('8.1.1', 'a content-length that is no number', post('/echo', 'content-length', 'x')),
  malformed('8.1.1', 'a content-length with a sign', post('/echo', 'content-length', '+0')),
  malformed('8.1.1', 'two content-lengths', post('/echo', 'content-length', '0', 'content-length', '1')),
  {
    section: '8.1',
    name: 'HEAD',
    send: [request(1, [':method', 'HEAD', ...get('/body/100').slice(2)])],
    expect: [answers(200, '')],
  },
  {
    section: '8.1',
    name: 'a request whose answer has a body',
    send: [request(1, get('/body/40000'))],
    expect: [answers(200, 'b'.repeat(40_000))],
  },
  {
    section: '8.1',
    name: 'a request whose answer has trailers',
    send: [request(1, get('/trailers'))],
    expect: [answers(200, 'with trailers')],
  },
  {
    section: '8.1',
    name: 'a request whose answer has no body',
    send: [request(1, get('/204'))],
    expect: [answers(204, '')],
  },
  {
    section: '8.1',
    name: 'a request whose answer comes behind an interim one',
    send: [request(1, get('/hints'))],
    expect: [answers(200, 'hinted')],
  },
  {
    section: '8.1',
    name: 'a block in which nothing is left out of the list',
    send: [headers(1, block(get('/', ...many(60))), 5)],
    expect: [answers(200)],
  },
];

/** So many fields. */
function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => [`x-many-${index}`, String(index)]).flat();
}
