import { describe, expect, it } from 'vitest';
import { isHttp, isHttp2, isTls, type PortFacts, parseProtocol, portProtocol } from '../../src/mesh/protocol.ts';

const port = (name: string, more: Partial<PortFacts> = {}) =>
  portProtocol({ number: 8080, name, transport: 'TCP', ...more });

describe('the protocol of a port', () => {
  it.each([
    ['http', 'HTTP'],
    ['http-admin', 'HTTP'],
    ['http2-x', 'HTTP2'],
    ['grpc', 'GRPC'],
    ['grpc-api', 'GRPC'],
    ['grpc-web', 'GRPC-WEB'],
    ['grpc-web-x', 'GRPC-WEB'],
    ['https', 'HTTPS'],
    ['tls-x', 'TLS'],
    ['tcp', 'TCP'],
    ['mongo', 'MONGO'],
    ['redis-a', 'REDIS'],
    ['mysql', 'MYSQL'],
    ['HTTP', 'HTTP'],
    ['web', 'AUTO'],
    ['httpx', 'AUTO'],
    ['', 'AUTO'],
  ])('named %j is %s', (name, protocol) => {
    expect(port(name)).toBe(protocol);
  });

  it('is what appProtocol says before the name', () => {
    expect(port('http', { appProtocol: 'kubernetes.io/h2c' })).toBe('HTTP2');
    expect(port('http', { appProtocol: 'tcp' })).toBe('TCP');
    expect(port('http', { appProtocol: 'acme.example/thing' })).toBe('HTTP');
  });

  it('is TCP where the server is known to speak first', () => {
    expect(port('', { number: 3306 })).toBe('TCP');
    expect(port('http', { number: 3306 })).toBe('HTTP');
  });

  it('is UDP for every UDP port', () => {
    expect(port('http', { transport: 'UDP' })).toBe('UDP');
  });
});

it('knows families of protocols', () => {
  expect([isHttp('GRPC'), isHttp('HTTPS'), isHttp('AUTO')]).toEqual([true, false, false]);
  expect([isHttp2('GRPC-WEB'), isHttp2('HTTP')]).toEqual([true, false]);
  expect([isTls('TLS'), isTls('HTTPS'), isTls('HTTP')]).toEqual([true, true, false]);
  expect(parseProtocol('constructor')).toBeUndefined();
});
