import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTyped, goJson } from '../../src/k8s/decode.ts';

describe('decoding', () => {
  it('gives the fields in Go order with the empty structs Go always writes', () => {
    const pod = { spec: { containers: [{ image: 'b', name: 'a' }] }, kind: 'Pod', metadata: {}, apiVersion: 'v1' };
    expect(goJson(decodeTyped('Pod', pod).value)).toBe(
      '{"kind":"Pod","apiVersion":"v1","metadata":{},"spec":{"containers":[{"name":"a","image":"b","resources":{}}]},"status":{}}',
    );
  });

  it('writes null for lists, maps and pointers that must be there', () => {
    expect(goJson(decodeTyped('Deployment', { spec: { template: {} } }).value)).toBe(
      '{"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}',
    );
  });

  it('keeps an empty list only where Go has no omitempty', () => {
    expect(decodeTyped('PodSpec', { containers: [], initContainers: [], nodeSelector: {} }).value).toEqual({
      containers: [],
    });
  });

  it('drops zero values but not those of pointers', () => {
    const spec = { containers: null, hostNetwork: false, nodeName: '', priority: 0, terminationGracePeriodSeconds: 0 };
    expect(decodeTyped('PodSpec', spec).value).toEqual({
      containers: null,
      priority: 0,
      terminationGracePeriodSeconds: 0,
    });
  });

  it('drops nulls and a null creationTimestamp, and writes other null times', () => {
    expect(decodeTyped('ObjectMeta', { name: null, creationTimestamp: null }).value).toEqual({});
    expect(decodeTyped('PodCondition', { type: 'Ready', status: 'True' }).value).toEqual({
      type: 'Ready',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: null,
    });
  });

  it('makes nulls in lists and maps the empty value of their type', () => {
    const meta = { labels: { b: null, a: 'x' }, finalizers: [null] };
    expect(goJson(decodeTyped('ObjectMeta', meta).value)).toBe('{"labels":{"a":"x","b":""},"finalizers":[""]}');
  });

  it('writes quantities and times in canonical form', () => {
    const { value } = decodeTyped('ResourceRequirements', { limits: { memory: '1024Mi', cpu: 0.5 } });
    expect(goJson(value)).toBe('{"limits":{"cpu":"500m","memory":"1Gi"}}');
    expect(decodeTyped('ObjectMeta', { creationTimestamp: '2024-01-01T01:30:00.5+02:00' }).value).toEqual({
      creationTimestamp: '2023-12-31T23:30:00Z',
    });
  });

  it('keeps a port that is a name or a number', () => {
    expect(decodeTyped('TCPSocketAction', { port: 'http' }).value).toEqual({ port: 'http' });
    expect(decodeTyped('TCPSocketAction', {}).value).toEqual({ port: 0 });
  });

  it('finds fields in another case, exact names first', () => {
    expect(decodeTyped('ObjectMeta', { Name: 'a', NAMESPACE: 'b', namespace: 'c' })).toEqual({
      value: { name: 'a', namespace: 'c' },
      unknown: [],
      problems: [],
    });
  });

  it('reports unknown fields and leaves them out', () => {
    const { value, unknown } = decodeTyped('PodSpec', { containers: [{ name: 'a', futureField: 1 }], x: {} });
    expect(value).toEqual({ containers: [{ name: 'a', resources: {} }] });
    expect(unknown).toEqual([['x'], ['containers', 0, 'futureField']]);
  });

  it('does not change its input', () => {
    const pod = Object.freeze({ metadata: Object.freeze({ labels: Object.freeze({ b: 1, a: null }) }) });
    expect(decodeTyped('Pod', pod).value).not.toBe(pod);
  });

  it('refuses a type there is none of', () => {
    expect(() => decodeTyped('Nothing', {})).toThrow('no Kubernetes type named Nothing');
  });
});

describe('numbers and booleans where a string is wanted', () => {
  it.each([
    [8080, '8080'],
    [true, 'true'],
    [1.1, '1.1'],
    [0.1, '0.1'],
    [16_777_217.5, '1.6777218e+07'],
    [1_000_000, '1000000'],
    [12n, '12'],
  ])('become text in YAML: %s', (value, text) => {
    expect(decodeTyped('EnvVar', { name: 'A', value }).value).toEqual({ name: 'A', value: text });
  });

  it('are wrong in JSON', () => {
    expect(decodeTyped('EnvVar', { name: 'A', value: 1 }, 'json')).toEqual({
      value: { name: 'A' },
      unknown: [],
      problems: [{ path: ['value'], message: 'expected a string, found 1' }],
    });
  });

  it('are wrong below fields of embedded structs, where the YAML reader does not look', () => {
    expect(decodeTyped('Volume', { name: 1, secret: { secretName: 2 } }).problems).toEqual([
      { path: ['secret', 'secretName'], message: 'expected a string, found 2' },
    ]);
  });
});

describe('problems', () => {
  it.each([
    ['PodSpec', { hostNetwork: 'yes' }, ['hostNetwork'], 'expected true or false, found the string "yes"'],
    ['PodSpec', { containers: {} }, ['containers'], 'expected a list, found a map'],
    ['PodSpec', { containers: ['a'] }, ['containers', 0], 'expected a map, found the string "a"'],
    ['PodSpec', { nodeSelector: [] }, ['nodeSelector'], 'expected a map, found a list'],
    ['PodSpec', { priority: 1.5 }, ['priority'], 'expected a whole number of 32 bits, found 1.5'],
    ['PodSpec', { priority: 2 ** 31 }, ['priority'], 'expected a whole number of 32 bits, found 2147483648'],
    ['ObjectMeta', { labels: { a: { b: 1 } } }, ['labels', 'a'], 'expected a string, found a map'],
    [
      'ObjectMeta',
      { creationTimestamp: '2024-02-30T00:00:00Z' },
      ['creationTimestamp'],
      'expected a time such as 2024-01-31T12:00:00Z, found the string "2024-02-30T00:00:00Z"',
    ],
    [
      'ObjectMeta',
      { creationTimestamp: 'now' },
      ['creationTimestamp'],
      'expected a time such as 2024-01-31T12:00:00Z, found the string "now"',
    ],
    [
      'ResourceRequirements',
      { limits: { cpu: 'much' } },
      ['limits', 'cpu'],
      'expected a quantity such as 500m or 1Gi, found the string "much"',
    ],
    ['TCPSocketAction', { port: true }, ['port'], 'expected a whole number or a string, found true'],
    ['Pod', 'text', [], 'expected a map, found the string "text"'],
  ])('in a %s %j', (type, value, path, message) => {
    expect(decodeTyped(type, value).problems).toEqual([{ path, message }]);
  });

  it('are all reported, and the rest is decoded', () => {
    const { value, problems } = decodeTyped('ResourceRequirements', {
      limits: { cpu: true, memory: '1Gi' },
      claims: 1,
    });
    expect(problems.map(({ path }) => path)).toEqual([['limits', 'cpu'], ['claims']]);
    expect(value).toEqual({ limits: { memory: '1Gi' } });
  });
});

describe('compact JSON', () => {
  it('escapes what HTML would misread, and nothing else above ASCII', () => {
    expect(goJson({ a: '<b> & \u2028é😀"\n' })).toBe('{"a":"\\u003cb\\u003e \\u0026 \\u2028é😀\\"\\n"}');
  });

  it('replaces lone surrogates, leaves out undefined and writes big integers', () => {
    expect(goJson({ b: [1n, undefined, null], a: undefined, c: 'x\ud800' })).toBe('{"b":[1,null,null],"c":"x\ufffd"}');
  });

  it('is read back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(goJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
