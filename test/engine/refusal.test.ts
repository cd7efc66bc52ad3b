import { describe, expect, it } from 'vitest';
import { reasonIn, refusal } from '../../src/engine/refusal.ts';

describe('what Envoy says, as an error', () => {
  it('is about an address in use', () => {
    const { exitCode, message } = refusal("cannot bind '127.0.0.1:80': Address already in use");
    expect({ exitCode, message }).toEqual({ exitCode: 69, message: '127.0.0.1:80 is in use' });
  });

  it('is about an address that may not be had', () => {
    expect(refusal("x: cannot bind '0.0.0.0:80': Permission denied")).toMatchObject({
      exitCode: 77,
      message: 'not allowed to listen on 0.0.0.0:80',
    });
  });

  it('is about an address that does not exist', () => {
    expect(refusal("cannot bind '192.0.2.1:80': Cannot assign requested address").message).toBe(
      '192.0.2.1:80 cannot be listened on (Cannot assign requested address)',
    );
  });

  it('says where the refused part comes from', () => {
    expect(refusal('bad regex', 'mesh.yaml:7')).toMatchObject({
      exitCode: 65,
      message: 'mesh.yaml:7: Envoy refuses the configuration: bad regex',
    });
  });
});

describe('the reason in a text of Envoy', () => {
  it.each([
    ["error initializing configuration '/tmp/x.json': it is wrong", 'it is wrong'],
    ["envoy critical: error initializing configuration '/tmp/x.json': it is wrong", 'it is wrong'],
    ['it is wrong): {"admin":{}}', 'it is wrong)'],
    ['two\n  lines', 'two lines'],
  ])('of %j', (text, reason) => {
    expect(reasonIn(text)).toBe(reason);
  });

  it('is cut when it is a dump', () => {
    expect(reasonIn('x'.repeat(5000))).toHaveLength(401);
  });
});
