import { describe, expect, it } from 'vitest';
import { assign, parseSet } from '../../src/inject/helm-set.ts';
import { proxyUser } from '../../src/inject/identity.ts';
import { workloadOfPod } from '../../src/inject/owner.ts';
import { webhookEntry } from '../../src/inject/policy.ts';
import { mergesMetrics } from '../../src/inject/prometheus.ts';
import { matchesSelector } from '../../src/mesh/selectors.ts';
import { asList, asMap, type JsonMap } from '../../src/model/json.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { injectText } from './support/run.ts';

const pod = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n${lines}`;
const documentOf = (text: string): JsonMap => asMap(parseManifests(text, 'x').manifests[0]?.value);
const proxyOf = (text: string): JsonMap => {
  const spec = asMap(documentOf(text)['spec']);
  const all = [...asList(spec['initContainers']), ...asList(spec['containers'])].map(asMap);
  return all.find((item) => item['name'] === 'istio-proxy') ?? {};
};

describe("the user's own proxy", () => {
  it.each([
    ['env: null', 'env'],
    ['args: []', 'args'],
    ['resources: {}', 'resources'],
  ])('does not lose what is injected to "%s"', (line, field) => {
    const own = pod(
      `spec:\n  containers:\n  - {name: a, image: x}\n  - name: istio-proxy\n    image: auto\n    ${line}\n`,
    );
    const once = injectText(own, {});
    const plain = injectText(pod('spec:\n  containers:\n  - {name: a, image: x}\n'), {});
    expect(proxyOf(once)[field]).toEqual(proxyOf(plain)[field]);
    expect(injectText(once, {})).toBe(once);
  });

  it('keeps fields that mean nothing to Kubernetes', () => {
    const own = pod(
      'spec:\n  containers:\n  - {name: a, image: x}\n  - {name: istio-proxy, image: auto, workingDir: "", someday: 1}\n',
    );
    const once = injectText(own, {});
    expect(proxyOf(once)).toMatchObject({ someday: 1, workingDir: '' });
    expect(injectText(once, {})).toBe(once);
  });

  it('starts anew in the old layout after native sidecars', () => {
    const plain = pod('spec:\n  containers:\n  - {name: a, image: x}\n');
    const fresh = proxyOf(injectText(plain, { nativeSidecars: false }));
    expect(proxyOf(injectText(injectText(plain, {}), { nativeSidecars: false }))).toEqual(fresh);
  });
});

describe('metadata somebody did not quote', () => {
  it('takes nothing for the empty text', () => {
    const text = injectText(
      pod(
        '  annotations: {traffic.sidecar.istio.io/includeInboundPorts: }\nspec: {containers: [{name: a, image: x}]}\n',
      ),
      {},
    );
    const args = asList(asMap(asList(asMap(documentOf(text)['spec'])['initContainers'])[0])['args']);
    expect(args[args.indexOf('-b') + 1]).toBe('');
  });

  it('takes a truth value for its text', () => {
    const text = pod('  labels: {sidecar.istio.io/inject: false}\nspec: {containers: [{name: a, image: x}]}\n');
    expect(injectText(text, {})).toBe(text);
  });
});

describe('metrics', () => {
  it('are left alone when any spelling says so', () => {
    expect(mergesMetrics({ 'prometheus.io/scrape': 'false', 'prometheus-io/scrape': 'true' }, {})).toBe(false);
  });

  it.each([
    'prometheus.io/port: "15020"',
    'prometheus-io/port: "15020"',
    'prometheus.io/port: "15020", prometheus.io/path: /own',
    'prometheus.io/port: "15020", prometheus.istio.io/scrape-targets: "9100"',
    'prometheus.io/port: "15020", prometheus.io/path: /stats/prometheus, prometheus.io/scrape: "true"',
  ])('that already name the agent are the same after a second injection: %s', (annotations) => {
    const once = injectText(pod(`  annotations: {${annotations}}\nspec: {containers: [{name: a, image: x}]}\n`), {});
    expect(once).toContain(annotations);
    expect(injectText(once, {})).toBe(once);
  });
});

describe('zero values', () => {
  it('are written where Kubernetes wants a port', () => {
    const text = injectText(
      pod(
        '  annotations: {status.sidecar.istio.io/port: "0"}\nspec: {containers: [{name: a, image: x, readinessProbe: {httpGet: {path: /, port: 80}}}]}\n',
      ),
      {},
    );
    expect(text).toContain('httpGet: {path: /app-health/a/readyz, port: 0}');
    expect(injectText(text, {})).toBe(text);
  });
});

describe('owners', () => {
  it('are the DeploymentConfig the label names', () => {
    const metadata = {
      generateName: 'x-',
      labels: { deploymentconfig: 'dc' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'ReplicationController', name: 'other', controller: true }],
    };
    expect(workloadOfPod(metadata, 'n')).toMatchObject({ kind: 'DeploymentConfig', name: 'dc' });
  });
});

describe('OpenShift', () => {
  it.each([
    ['1000/10', 1009],
    ['1000-2000', 2000],
    ['1000/10,5000/10', 1009],
    ['nonsense', 1337],
  ])('gives the proxy the last uid of %s', (range, uid) => {
    expect(proxyUser({ metadata: { annotations: { 'openshift.io/sa.scc.uid-range': range } } }, true).uid).toBe(uid);
  });
});

describe('the webhook entry that is called', () => {
  const options = { revision: '', everywhere: false };
  it.each([
    [{ 'istio-injection': 'enabled' }, {}, options, 'namespace'],
    [{ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' }, {}, options, 'namespace'],
    [{ 'istio-injection': 'disabled' }, { 'sidecar.istio.io/inject': 'true' }, options, undefined],
    [{ 'istio.io/rev': 'canary' }, {}, { ...options, revision: 'canary' }, 'rev.namespace'],
    [{ 'istio.io/rev': 'canary' }, {}, options, undefined],
    [{}, { 'istio.io/rev': 'canary' }, { ...options, revision: 'canary' }, 'rev.object'],
    [{}, { 'sidecar.istio.io/inject': 'true' }, options, 'object'],
    [{}, {}, options, undefined],
    [{}, {}, { ...options, everywhere: true }, 'auto'],
    [{ 'kubernetes.io/metadata.name': 'kube-system' }, {}, { ...options, everywhere: true }, undefined],
    [{ 'istio-injection': 'enabled' }, { 'sidecar.istio.io/inject': 'false' }, options, undefined],
  ])('namespace %j, pod %j, %j: %s', (namespace, labels, how, entry) => {
    expect(webhookEntry(namespace, labels, how).entry).toBe(entry);
  });
});

describe('selectors', () => {
  it.each([
    [{ matchLabels: { a: 'b' } }, { a: 'b' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }, { a: 'c' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn' }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, {}, true],
    [{ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'toString' }] }, { a: 'b' }, false],
  ])('%j on %j: %s', (selector, labels, matches) => {
    expect(matchesSelector(selector, labels)).toBe(matches);
  });
});

describe('--set', () => {
  it.each([
    ['a.b=1,c=x', { a: { b: 1 }, c: 'x' }],
    ['a={x,1,true}', { a: ['x', 1, true] }],
    ['a[1].b=y', { a: [null, { b: 'y' }] }],
    ['a\\.b=c\\,d', { 'a.b': 'c,d' }],
    ['n=0123', { n: '0123' }],
    ['n=12345678901234567890', { n: '12345678901234567890' }],
    ['keep=1,gone=null', { keep: 1 }],
    ['e=', { e: '' }],
  ])('%s', (text, expected) => {
    expect(parseSet(text).reduce<unknown>((values, { path, value }) => assign(values, path, value), {})).toEqual(
      expected,
    );
  });

  it.each(['a', '=b', 'a[x]=1'])('refuses %s', (text) => {
    expect(() => parseSet(text)).toThrow(text);
  });
});
