import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategicMerge } from '../../src/k8s/merge.ts';
import { K8S } from '../../src/k8s/types.ts';
import type { JsonMap } from '../../src/model/json.ts';

const merge = (type: string, original: JsonMap, patch: JsonMap) => strategicMerge(K8S.struct(type), original, patch);

const named = (...names: readonly string[]) => names.map((name) => ({ name }));

describe('maps and scalars', () => {
  it('keeps the place of the original keys and appends new ones', () => {
    const merged = merge(
      'PodSpec',
      { nodeName: 'n', hostNetwork: true },
      { hostname: 'h', hostNetwork: false, subdomain: 's' },
    );
    expect(Object.entries(merged)).toEqual([
      ['nodeName', 'n'],
      ['hostNetwork', false],
      ['hostname', 'h'],
      ['subdomain', 's'],
    ]);
  });

  it('deletes by null, also what is not there', () => {
    expect(
      merge('ObjectMeta', { labels: { a: '1', b: '2' }, name: 'x' }, { labels: { a: null, c: null }, name: null }),
    ).toEqual({
      labels: { b: '2' },
    });
    expect(merge('ObjectMeta', {}, { labels: { a: null, b: '1' } })).toEqual({ labels: { b: '1' } });
  });

  it('replaces a value of another type', () => {
    expect(merge('PodSpec', { nodeSelector: 'x' }, { nodeSelector: { a: 'b', c: null } })).toEqual({
      nodeSelector: { a: 'b' },
    });
  });

  it('merges unknown maps as JSON does and replaces unknown lists', () => {
    expect(
      merge('PodSpec', { new: { a: 1, list: [{ name: 'a' }] } }, { new: { b: 2, list: [{ name: 'b' }] } }),
    ).toEqual({
      new: { a: 1, b: 2, list: [{ name: 'b' }] },
    });
  });

  it('gives back the very same object when nothing changes', () => {
    const pod = {
      metadata: { labels: { a: '1' } },
      spec: { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] },
    };
    expect(
      merge('Pod', pod, { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] }, status: null }),
    ).toBe(pod);
  });

  it('shares what the patch does not touch', () => {
    const metadata = { labels: { a: '1' } };
    expect(merge('Pod', { metadata, spec: {} }, { spec: { hostname: 'h' } })['metadata']).toBe(metadata);
  });
});

describe('lists', () => {
  it('merges containers by name and their parts by their own keys', () => {
    const original = {
      containers: [
        {
          name: 'a',
          image: 'x',
          args: ['1', '2'],
          env: [{ name: 'A', value: '1' }],
          ports: [{ containerPort: 80, name: 'web' }],
        },
      ],
    };
    const patch = {
      containers: [
        { name: 'a', args: ['3'], env: [{ name: 'A', value: '2' }], ports: [{ containerPort: 80, protocol: 'TCP' }] },
      ],
    };
    expect(merge('PodSpec', original, patch)).toEqual({
      containers: [
        {
          name: 'a',
          image: 'x',
          args: ['3'],
          env: [{ name: 'A', value: '2' }],
          ports: [{ containerPort: 80, name: 'web', protocol: 'TCP' }],
        },
      ],
    });
  });

  it('replaces lists without a merge key', () => {
    expect(merge('PodSpec', { tolerations: [{ key: 'a' }] }, { tolerations: [] })).toEqual({ tolerations: [] });
  });

  it('unites sets of scalars, the patch first', () => {
    expect(merge('ObjectMeta', { finalizers: ['a', 'b'] }, { finalizers: ['c', 'b'] })).toEqual({
      finalizers: ['c', 'a', 'b'],
    });
  });

  it.each([
    ['new ones first', ['a'], ['x', 'y'], ['x', 'y', 'a']],
    ['the order of the patch', ['a', 'b'], ['b', 'a'], ['b', 'a']],
    ['an element before the shared one that followed it', ['a', 'b', 'c'], ['b'], ['a', 'b', 'c']],
    ['new ones before, others around a shared one', ['a', 'b', 'c'], ['x', 'b', 'y'], ['x', 'a', 'b', 'y', 'c']],
    ['elements that only the original has at the end', ['b', 'a'], ['x', 'b'], ['x', 'b', 'a']],
    ['nothing new', ['a', 'b'], [], ['a', 'b']],
  ])('puts %s', (_, original, patch, order) => {
    expect(merge('PodSpec', { volumes: named(...original) }, { volumes: named(...patch) })).toEqual({
      volumes: named(...order),
    });
  });

  it('merges into the first of several elements with the same key and brings them together', () => {
    const ports = [
      { containerPort: 53, protocol: 'UDP' },
      { containerPort: 80 },
      { containerPort: 53, protocol: 'TCP' },
    ];
    expect(merge('Container', { ports }, { ports: [{ containerPort: 53, name: 'dns' }] })['ports']).toEqual([
      { containerPort: 53, protocol: 'UDP', name: 'dns' },
      { containerPort: 53, protocol: 'TCP' },
      { containerPort: 80 },
    ]);
  });

  it('adds a second source to a volume unless told otherwise', () => {
    const original = { volumes: [{ name: 'v', emptyDir: {} }] };
    expect(merge('PodSpec', original, { volumes: [{ name: 'v', secret: { secretName: 's' } }] })).toEqual({
      volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }],
    });
    const retained = { volumes: [{ name: 'v', secret: { secretName: 's' }, $retainKeys: ['name', 'secret'] }] };
    expect(merge('PodSpec', original, retained)).toEqual({ volumes: [{ name: 'v', secret: { secretName: 's' } }] });
  });
});

describe('properties', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const list = fc.uniqueArray(fc.record({ name, image: fc.constantFrom('x', 'y') }), {
    maxLength: 4,
    selector: (item) => item.name,
  });
  const pod = fc.record({
    metadata: fc.record({ labels: fc.dictionary(name, name, { maxKeys: 3 }) }),
    spec: fc.record({ containers: list, nodeSelector: fc.dictionary(name, name, { maxKeys: 3 }) }),
  });

  it('merging the same patch again changes nothing', () => {
    fc.assert(
      fc.property(pod, pod, (original, patch) => {
        const once = merge('Pod', original, patch);
        expect(merge('Pod', once, patch)).toBe(once);
      }),
    );
  });

  it('an empty patch and the object itself change nothing', () => {
    fc.assert(
      fc.property(pod, (original) => {
        expect(merge('Pod', original, {})).toBe(original);
        expect(merge('Pod', original, original)).toBe(original);
      }),
    );
  });

  it('inputs stay as they are', () => {
    fc.assert(
      fc.property(pod, pod, (original, patch) => {
        const before = JSON.stringify([original, patch]);
        merge('Pod', original, patch);
        expect(JSON.stringify([original, patch])).toBe(before);
      }),
    );
  });
});
