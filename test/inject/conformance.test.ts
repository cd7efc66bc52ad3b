import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compatDocument, rawDocuments } from '../../src/inject/compat-stream.ts';
import type { InjectConfig } from '../../src/inject/config.ts';
import { type InjectRun, injectObject } from '../../src/inject/inject.ts';
import { injectPod } from '../../src/inject/inject-pod.ts';
import { podPlace } from '../../src/inject/kinds.ts';
import { injectManifest, type ManifestResult } from '../../src/inject/manifest.ts';
import { workloadOfPod } from '../../src/inject/owner.ts';
import { readPod } from '../../src/inject/place.ts';
import type { Pod } from '../../src/inject/pod.ts';
import { decide } from '../../src/inject/policy.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../../src/model/json.ts';
import { MemoLoader } from '../../src/yaml/load.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { conformanceDir } from '../support/conformance.ts';
import { type Case, configFor, readCases } from './support/cases.ts';
import { comparable, firstDifference } from './support/structural.ts';

const dir = conformanceDir('inject');
const cases = dir === undefined ? [] : readCases(dir);
const run = (): InjectRun => ({ loader: new MemoLoader(), trace: false, extraKinds: [] });
const read = (file: string): string => readFileSync(join(dir ?? '', file), 'utf8');

interface Injected {
  readonly results: readonly ManifestResult[];
  readonly findings: readonly Diagnostic[];
}

function inject(text: string, config: InjectConfig): Injected {
  const { manifests, diagnostics } = parseManifests(text, 'input.yaml');
  const results = manifests.map((manifest) => injectManifest(manifest, config, run()));
  return { results, findings: [...diagnostics, ...results.flatMap((result) => result.diagnostics)] };
}

const values = (text: string): readonly unknown[] =>
  parseManifests(text, 'x')
    .manifests.map((manifest) => manifest.value)
    .filter((value) => value !== undefined && value !== null);

/** Removes the fields the reference drops because it does not know them: only `rec-unknown-field` may differ in them. */
const withoutUnknown = (value: unknown, name: string): unknown => {
  if (name !== 'rec-unknown-field') return value;
  if (Array.isArray(value)) return value.map((item) => withoutUnknown(item, name));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'futureField')
      .map(([key, item]) => [key, withoutUnknown(item, name)]),
  );
};

if (dir === undefined) it.skip('conformance/inject: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(dir === undefined)('conformance/inject: files, structurally', () => {
  // These goldens show one of the two metadata places of a CronJob; they are compared under compat only.
  // rec-list-mixed has a Rollout, which only compat leaves alone.
  const compatOnly = ['cronjob', 'rec-cronjob-annotations-on-pod', 'rec-list-mixed'];
  const files = cases.filter(
    (item) => item.modes.includes('kube-inject') && item.expected !== undefined && !compatOnly.includes(item.name),
  );
  it.each(files.map((item) => [item.name, item] as const))('%s', (name, item) => {
    const { results, findings } = inject(read(item.input), configFor(dir ?? '', item, 'file'));
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    const actual = values(results.map(({ text }) => text).join(''));
    const wanted = values(read(item.expected ?? ''));
    expect(actual.length).toBe(wanted.length);
    for (const [index, value] of actual.entries()) {
      expect(firstDifference(withoutUnknown(comparable(value), name), comparable(wanted[index]))).toBeUndefined();
    }
  });
});

describe.skipIf(dir === undefined)('conformance/inject: files, byte for byte under compat', () => {
  const files = cases.filter((item) => item.modes.includes('kube-inject') && item.expected !== undefined);
  it.each(files.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const config = configFor(dir ?? '', item, 'compat');
    const pieces = [...rawDocuments(read(item.input))].map(({ text }) => {
      const { manifests } = parseManifests(text, 'x');
      const [manifest] = manifests;
      return compatDocument(manifest ? injectManifest(manifest, config, run()).text : text);
    });
    expect(pieces.join('').trim()).toBe(read(item.expected ?? '').trim());
  });
});

describe.skipIf(dir === undefined)('conformance/inject: refusals', () => {
  const refusals = cases.filter((item) => item.expectError);
  it.each(refusals.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const full = item.expectError?.full ?? '';
    let messages: readonly string[];
    try {
      const { findings } = inject(read(item.input), configFor(dir ?? '', item, 'file'));
      messages = findings.filter(({ level }) => level === 'error').map(({ message }) => message);
    } catch (error) {
      messages = [String(error)];
    }
    expect(messages.length).toBeGreaterThan(0);
    const text = messages.join('\n');
    for (const [, annotation = ''] of full.matchAll(/for annotation '([^']+)'/g)) expect(text).toContain(annotation);
    const contains = item.expectError?.contains;
    if (contains) expect(text.toLowerCase()).toContain(contains.toLowerCase());
  });
});

/** The pods of a file as the webhook would be asked about them (README, mode webhook). */
function podsOf(value: unknown): { readonly pod: JsonMap; readonly namespace: string }[] {
  const object = asMap(value);
  if (object['kind'] === 'List') return asList(object['items']).flatMap(podsOf);
  const place = podPlace(asString(object['apiVersion']) ?? '', asString(object['kind']) ?? '', {
    compat: true,
    extra: [],
    legacy: false,
  });
  if (!place || object['kind'] === 'CronJob') return [];
  const metadata = asMap(object['metadata']);
  const namespace = asString(metadata['namespace']) ?? '';
  if (object['kind'] === 'Pod') return [{ pod: object, namespace }];
  const pod = readPod(object, place);
  const name = asString(metadata['name']) ?? '';
  const isDeployment = object['kind'] === 'Deployment';
  const owner = isDeployment ? `${name}-fake` : name;
  const kind = isDeployment ? 'ReplicaSet' : object['kind'];
  const labels = isDeployment
    ? { ...asMap(pod.metadata['labels']), 'pod-template-hash': 'fake' }
    : pod.metadata['labels'];
  const ownerReferences = [{ apiVersion: object['apiVersion'], kind, name: owner, controller: true }];
  const generateName = isDeployment ? `${name}-fake-` : name;
  return [
    {
      pod: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...pod.metadata, labels, generateName, ownerReferences },
        spec: pod.spec,
      },
      namespace,
    },
  ];
}

function webhook(
  { pod, namespace }: { readonly pod: JsonMap; readonly namespace: string },
  config: InjectConfig,
): JsonMap {
  const subject: Pod = { metadata: asMap(pod['metadata']), spec: asMap(pod['spec']) };
  if (!config.webhook) throw new Error('no webhook configuration');
  if (!decide({ ...subject, namespace, policy: config.webhook.policy }).inject) return pod;
  const { pod: injected } = injectPod(
    { pod: subject, workload: workloadOfPod(subject.metadata, namespace), namespace },
    config,
    run(),
  );
  return { ...pod, ...injected };
}

const withoutStatus = (pod: JsonMap): unknown => {
  const metadata = asMap(pod['metadata']);
  const { 'sidecar.istio.io/status': _, ...annotations } = asMap(metadata['annotations']);
  return comparable({ ...pod, status: undefined, metadata: { ...metadata, annotations } });
};

describe.skipIf(dir === undefined)('conformance/inject: pods of the webhook', () => {
  const files = cases.filter((item) => item.modes.includes('webhook') && item.expected !== undefined);
  it.each(files.map((item) => [item.name, item] as const))('%s', (_, item: Case) => {
    const config = configFor(dir ?? '', item, 'webhook');
    const input = values(read(item.input)).flatMap(podsOf);
    const wanted = values(read(item.expected ?? '')).flatMap(podsOf);
    expect(input.length).toBe(wanted.length);
    for (const [index, pod] of input.entries()) {
      expect(
        firstDifference(withoutStatus(webhook(pod, config)), withoutStatus(asMap(wanted[index]?.pod))),
      ).toBeUndefined();
    }
  });
});

describe.skipIf(dir === undefined)('conformance/inject: the article of 2018', () => {
  it('gives the after for the before', () => {
    const base = configFor(
      dir ?? '',
      { name: '', input: '', modes: [], options: { nativeSidecars: true, values: ARTICLE_VALUES } },
      'file',
    );
    const config = { ...base, defaultTemplates: ['istio-2018'] };
    const [service, deployment] = values(read('article/before.yaml')).map(
      (value) => injectObject(value, config, run()).value,
    );
    const [wantedService, wantedDeployment] = values(read('article/after.yaml'));
    expect(service).toEqual(wantedService);
    expect(firstDifference(blank(comparable(deployment)), blank(comparable(wantedDeployment)))).toBeUndefined();
  });
});

const ARTICLE_VALUES = {
  global: {
    hub: 'jimmysong',
    tag: '1.0.0',
    proxy: { image: 'istio-release-proxyv2' },
    proxy_init: { image: 'istio-release-proxy_init' },
  },
};

/** The version of a status of 2018 is any hexadecimal text. */
const blank = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/(\\"version\\":\\")[0-9a-f]+/, '$1'));
