import { describe, expect, it } from 'vitest';
import { proxyImage, proxyInitImage } from '../../src/inject/image.ts';
import { chooseNativeSidecars, detectNativeSidecars, kubeVersion } from '../../src/inject/native.ts';
import type { Problem } from '../../src/inject/problem.ts';
import { Refusal } from '../../src/inject/problem.ts';
import { announceSecureMetrics, mergePrometheus, restorePrometheus } from '../../src/inject/prometheus.ts';
import { appendMultusNetwork, omitNil, removeMultusNetwork } from '../../src/inject/template/functions-pod.ts';
import { parseInjectPath } from '../../src/inject/webhook-path.ts';
import type { JsonMap } from '../../src/model/json.ts';

describe('native sidecars', () => {
  it.each<readonly ['auto' | 'on' | 'off', string | undefined, boolean, boolean]>([
    ['on', '1.20', true, true],
    ['off', '1.40', false, false],
    ['auto', undefined, false, true],
    ['auto', undefined, true, false],
    ['auto', '1.28', false, false],
    ['auto', 'v1.29.3-gke.5', false, true],
    ['auto', '1.32', true, false],
    ['auto', '1.33', true, true],
    ['auto', '2.0', false, true],
    ['auto', '0.40', false, false],
    ['auto', 'new', false, false],
  ])('%s, Kubernetes %s, compat %s: %s', (mode, version, compat, native) => {
    expect(chooseNativeSidecars(mode, version, compat)).toBe(native);
  });

  it.each<readonly [string, readonly string[], boolean]>([
    ['enabled', [], true],
    ['true', [], true],
    ['disabled', ['1.34'], false],
    ['false', ['1.34'], false],
    ['', [], false],
    ['auto', ['v1.33.0', '1.34'], true],
    ['auto', ['v1.32.9', '1.34'], false],
    ['auto', ['?'], false],
  ])('mode "%s" with kubelets %j: %s', (mode, kubelets, native) => {
    expect(detectNativeSidecars(mode, kubelets)).toBe(native);
  });

  it('reads versions as clusters write them', () => {
    expect(kubeVersion(' v1.30+ ')).toEqual({ major: 1, minor: 30 });
    expect(kubeVersion('1')).toBeUndefined();
  });
});

describe("a webhook's path", () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['', {}],
    ['/inject', {}],
    ['/inject/', {}],
    ['/inject/cluster/c1/net/n1', { ISTIO_META_CLUSTER_ID: 'c1', ISTIO_META_NETWORK: 'n1' }],
    ['/inject/cluster/a--slash--b', { ISTIO_META_CLUSTER_ID: 'a/b' }],
    ['/inject/cluster/c1/odd', { ISTIO_META_CLUSTER_ID: 'c1' }],
    ['/inject//x/other/y/', { OTHER: 'y' }],
    ['/inject/:ENV:cluster=c1:ENV:net=n/1=2', { ISTIO_META_CLUSTER_ID: 'c1', ISTIO_META_NETWORK: 'n/1=2' }],
    ['/inject/:ENV:=x:ENV:y', {}],
  ])('%s', (path, env) => {
    expect(parseInjectPath(path)).toEqual(env);
  });
});

describe('images', () => {
  const TYPE = 'sidecar.istio.io/proxyImageType';
  const values = (global: JsonMap): JsonMap => ({ global });

  it.each<readonly [JsonMap, JsonMap, Readonly<Record<string, string>>, string]>([
    [{}, {}, {}, 'proxyv2'],
    [{ hub: 'h', tag: '1' }, {}, {}, 'h/proxyv2:1'],
    [{ hub: '', tag: '' }, {}, {}, 'proxyv2'],
    [{ hub: 'h', tag: 1.1 }, {}, {}, 'h/proxyv2:1.1'],
    [{ hub: 'h', tag: '1', proxy: { image: 'r/own:2' } }, {}, {}, 'r/own:2'],
    [{ hub: 'h', tag: '1', variant: 'debug' }, {}, {}, 'h/proxyv2:1-debug'],
    [{ hub: 'h', tag: '1-distroless', variant: 'default' }, {}, {}, 'h/proxyv2:1'],
    [{ hub: 'h', tag: '1-distroless' }, { image: { imageType: 'debug' } }, {}, 'h/proxyv2:1-debug'],
    [{ tag: '1' }, { image: { imageType: 'debug' } }, { [TYPE]: 'distroless' }, 'proxyv2:1-distroless'],
  ])('%j, ProxyConfig %j, annotations %j: %s', (global, config, annotations, image) => {
    expect(proxyImage(values(global), config, annotations)).toBe(image);
  });

  it('of the init container come from its own settings', () => {
    const global = values({ hub: 'h', tag: '1', variant: 'debug', proxy_init: { image: 'init' } });
    expect(proxyInitImage(global, {})).toBe('h/init:1-debug');
    expect(proxyInitImage(global, { [TYPE]: 'distroless' })).toBe('h/init:1-distroless');
    expect(proxyInitImage(global, { 'sidecar.istio.io/proxyImage': 'mine' })).toBe('mine');
    expect(proxyInitImage({}, {})).toBe('proxyv2');
  });
});

describe('metrics in one place', () => {
  const podWith = (annotations: JsonMap) => ({
    metadata: { annotations },
    spec: { containers: [{ name: 'app' }, { name: 'istio-proxy' }] },
  });
  const TARGETS = 'prometheus.istio.io/scrape-targets';

  /** The annotations and the variable that merging leaves, warnings by code, or why it is refused. */
  function merged(annotations: JsonMap, mesh: JsonMap = {}): unknown {
    const warnings: Problem[] = [];
    try {
      const pod = mergePrometheus(podWith(annotations), mesh, 15020, (problem) => warnings.push(problem));
      const proxy = (pod.spec['containers'] as readonly JsonMap[])[1];
      return {
        ...(pod.metadata['annotations'] as JsonMap),
        env: proxy?.['env'],
        warnings: warnings.map(({ code }) => code),
      };
    } catch (error) {
      if (error instanceof Refusal) return error.problems[0]?.code;
      throw error;
    }
  }
  const AGENT = {
    'prometheus.io/port': '15020',
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
  };

  it.each<readonly [string, JsonMap, JsonMap, unknown]>([
    ['without annotations', {}, {}, { ...AGENT, env: undefined, warnings: [] }],
    ['when it is off', {}, { enablePrometheusMerge: false }, { env: undefined, warnings: [] }],
    [
      'of a pod nobody scrapes',
      { 'prometheus.io/scrape': 'false' },
      {},
      { 'prometheus.io/scrape': 'false', env: undefined, warnings: [] },
    ],
    [
      'that is done already',
      { 'prometheus.io/port': '15020' },
      {},
      { 'prometheus.io/port': '15020', env: undefined, warnings: [] },
    ],
    ['of a port that is none', { 'prometheus.io/port': 'http' }, {}, 'MSH1009'],
    ['of port 0', { 'prometheus.io/port': '0' }, {}, 'MSH1009'],
    ["of the proxy's own port", { 'prometheus-io.port': '15090' }, {}, 'MSH1009'],
    ["of the agent's port as a target", { [TARGETS]: '15020:/x' }, {}, 'MSH1009'],
  ])('%s', (_name, annotations, mesh, expected) => {
    expect(merged(annotations, mesh)).toEqual(expected);
  });

  it('tells the agent where the application is scraped', () => {
    const env = (value: string) => [{ name: 'ISTIO_PROMETHEUS_ANNOTATIONS', value }];
    expect(merged({ 'prometheus.io/port': '80' })).toMatchObject({ env: env('{"scrape":"","path":"","port":"80"}') });
    expect(merged({ [TARGETS]: '80:/m, 81' })).toMatchObject({
      env: env(
        '{"scrape":"","path":"/m","port":"80","targets":[{"port":"80","path":"/m"},{"port":"81","path":"/metrics"}]}',
      ),
    });
    expect(merged({ [TARGETS]: 'nothing' })).toMatchObject({ ...AGENT, env: undefined, warnings: ['MSH1109'] });
  });

  it('comes apart again', () => {
    const back = (remembered: string | undefined) =>
      restorePrometheus(podWith({ ...AGENT, other: '1' }), remembered).metadata['annotations'];
    expect(back(undefined)).toEqual({ other: '1' });
    expect(back('{')).toEqual({ other: '1' });
    expect(back('[]')).toEqual({ other: '1' });
    expect(back('{"scrape":"true","path":"","port":"80"}')).toEqual({
      other: '1',
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '80',
    });
    expect(back('{"scrape":"","path":"/m","port":"80","targets":[{"port":"80","path":"/m"}]}')).toEqual({
      other: '1',
      [TARGETS]: '80:/m',
    });
  });

  it.each(['', '0', '15094'])('announces the secure port "%s" when there is one', (port) => {
    const proxy = { name: 'istio-proxy', env: [{ name: 'ENVOY_SECURE_MERGED_METRICS_PORT', value: port }] };
    const pod = { metadata: { annotations: {} }, spec: { containers: [proxy] } };
    const announced = announceSecureMetrics(pod).metadata['annotations'];
    expect(announced).toEqual(port === '15094' ? { 'prometheus.istio.io/secure-port': port } : {});
  });
});

describe('networks of Multus', () => {
  const NETWORK = 'default/istio-cni';

  it.each<readonly [string, string]>([
    ['', NETWORK],
    ['a', `a, ${NETWORK}`],
    [`a, ${NETWORK}`, `a, ${NETWORK}`],
    ['[]', '[{"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name":"a"}]', '[{"name":"a"}, {"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name":"istio-cni"}]', '[{"name":"istio-cni"}]'],
    ['[{"name":"istio-cni","namespace":"default"}]', '[{"name":"istio-cni","namespace":"default"}]'],
    ['[broken]', '[broken]'],
  ])('"%s" with one more is "%s"', (before, after) => {
    expect(appendMultusNetwork(before, NETWORK)).toBe(after);
    if (after !== before) expect(removeMultusNetwork(after, NETWORK)).toBe(before === '' ? undefined : before);
  });

  it('are left alone when the one to be removed is not last', () => {
    expect(removeMultusNetwork('a, b', NETWORK)).toBe('a, b');
    expect(appendMultusNetwork('[{"name":"a"}]', 'plain')).toBe('[{"name":"a"}, {"name": "plain"}]');
  });
});

describe('values without nulls', () => {
  it.each<readonly [unknown, unknown]>([
    [{ a: null, b: 1 }, { b: 1 }],
    [{ a: { b: null } }, null],
    [{ a: {} }, { a: {} }],
    [[null, 1], [1]],
    [[null], null],
    [[], []],
    ['x', 'x'],
  ])('%j is %j', (value, expected) => {
    expect(omitNil(value)).toEqual(expected);
  });
});
