import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InjectConfig } from '../../src/inject/config.ts';
import { parseSet } from '../../src/inject/helm-set.ts';
import { loadConfig } from '../../src/inject/load-config.ts';
import { injectManifest, uninjectManifest } from '../../src/inject/manifest.ts';
import { injectorFunctions } from '../../src/inject/template/functions.ts';
import { digest } from '../../src/io/digest.ts';
import { getIn } from '../../src/model/json.ts';
import { MemoLoader } from '../../src/yaml/load.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { conformanceDir } from '../support/conformance.ts';
import { manifests } from './support/workloads.ts';

const loaded = loadConfig({ set: [], functions: injectorFunctions() });
const loader = new MemoLoader();

const config = (native: boolean): InjectConfig => ({
  templates: loaded.templates,
  defaultTemplates: ['sidecar'],
  values: loaded.values,
  meshConfig: loaded.meshConfig,
  revision: '',
  nativeSidecars: native,
  compliancePolicy: '',
  sha256: (text) => digest('sha256', text),
  namespaces: new Map(),
  openshift: false,
  compat: false,
});

/** The whole text injected; `undefined` when any document is refused or cannot be read. */
function inject(text: string, native = true): string | undefined {
  const { manifests: parsed, diagnostics } = parseManifests(text, 'x');
  const results = parsed.map((manifest) =>
    injectManifest(manifest, config(native), { loader, trace: false, extraKinds: [] }),
  );
  const findings = [...diagnostics, ...results.flatMap((result) => result.diagnostics)];
  return findings.some(({ level }) => level === 'error') ? undefined : results.map((result) => result.text).join('');
}

const uninject = (text: string): string =>
  parseManifests(text, 'x')
    .manifests.map((manifest) => uninjectManifest(manifest, { compat: false, extra: [], legacy: true }, 15020).text)
    .join('');

const values = (text: string): unknown[] => parseManifests(text, 'x').manifests.map(({ value }) => value);

describe('injecting and taking out again', () => {
  it('injects what is injected to the same text', () => {
    fc.assert(
      fc.property(manifests, fc.boolean(), (text, native) => {
        const once = inject(text, native);
        fc.pre(once !== undefined);
        expect(inject(once ?? '', native)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('takes out what it put in, to the byte', () => {
    fc.assert(
      fc.property(manifests, fc.boolean(), (text, native) => {
        const injected = inject(text, native);
        fc.pre(injected !== undefined);
        expect(uninject(injected ?? '')).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file that was edited between the two', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: app
    image: example.com/app:1
    startupProbe:
      tcpSocket: {port: 9080}   # slow to start
      failureThreshold: 30
`;

  it('has its probe back as it was written, and the edit', () => {
    const edited = (inject(text) ?? '')
      .replace('# meshctl', '# mine\n# meshctl')
      .replace('app:1', 'app:2\n    stdin: true');
    expect(uninject(edited)).toBe(`${text.replace('app:1', 'app:2\n    stdin: true')}# mine\n`);
  });

  it('keeps the value of an edited probe', () => {
    const edited = (inject(text) ?? '').replace('failureThreshold: 30', 'failureThreshold: 31');
    expect(getIn(values(uninject(edited))[0], ['spec', 'containers', 0, 'startupProbe'])).toEqual({
      tcpSocket: { port: 9080 },
      failureThreshold: 31,
    });
  });
});

/** Annotations that matter under CNI, and the networks of other tools. */
const CNI_ANNOTATIONS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'traffic.sidecar.istio.io/kubevirtInterfaces': 'net1' },
  { 'traffic.sidecar.istio.io/excludeInterfaces': 'eth1', 'traffic.sidecar.istio.io/excludeInboundPorts': '22' },
  { 'istio.io/reroute-virtual-interfaces': 'net1,net2' },
  { 'k8s.v1.cni.cncf.io/networks': 'storage' },
  { 'k8s.v1.cni.cncf.io/networks': 'storage, other/net' },
  { 'k8s.v1.cni.cncf.io/networks': '[{"name": "storage"}]' },
  { 'k8s.v1.cni.cncf.io/networks': '[]' },
  { 'k8s.v1.cni.cncf.io/networks': '[ {"name": "a"}, {"name": "b", "namespace": "c"} ] ' },
  { 'k8s.v1.cni.cncf.io/networks': 'default/istio-cni' },
];

describe('under CNI with Multus', () => {
  const cni = loadConfig({
    set: parseSet('pilot.cni.enabled=true,pilot.cni.provider=multus'),
    functions: injectorFunctions(),
  });
  const run = { loader, trace: false, extraKinds: [] };
  const manifest = (annotations: object): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: ${JSON.stringify(annotations)}\nspec:\n  containers:\n  - name: app\n`;
  const once = (text: string): string =>
    parseManifests(text, 'x')
      .manifests.map((item) => injectManifest(item, { ...config(true), values: cni.values }, run).text)
      .join('');

  it.each(CNI_ANNOTATIONS)('%j comes out as it went in', (annotations) => {
    const text = manifest(annotations);
    const injected = once(text);
    expect(injected).toContain('istio-validation');
    expect(once(injected)).toBe(injected);
    expect(values(uninject(injected))).toEqual(values(text));
  });

  it.each(CNI_ANNOTATIONS.slice(0, -1))('%j: also without a record, as other injectors leave it', (annotations) => {
    const bare = once(manifest(annotations)).replace(/^# meshctl:undo .*\n/gm, '');
    const [back] = values(uninject(bare));
    const networks = 'k8s.v1.cni.cncf.io/networks';
    expect(getIn(back, ['metadata', 'annotations', networks])).toEqual(annotations[networks]);
  });
});

describe('JSON', () => {
  const json = manifests.map((text) => `${JSON.stringify(parseManifests(text, 'x').manifests[0]?.value, null, 2)}\n`);

  it('keeps its record in an annotation of the object, and gives every value back', () => {
    fc.assert(
      fc.property(json, fc.boolean(), (text, native) => {
        const injected = inject(text, native);
        fc.pre(injected !== undefined);
        expect(inject(injected ?? '', native)).toBe(injected);
        const back = uninject(injected ?? '');
        expect(JSON.parse(back)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a proxy of the old layout', () => {
  it('is carried over into that of native sidecars once and for all', () => {
    fc.assert(
      fc.property(manifests, (text) => {
        // Without the record, as another injector leaves it; with something in its proxy that no template writes.
        const old = inject(text, false)?.replace(/^# meshctl:.*\r?\n?/gm, '');
        fc.pre(old !== undefined);
        const moved = inject((old ?? '').replace(/--proxyLogLevel=warning/, '--proxyLogLevel=debug'), true);
        fc.pre(moved !== undefined);
        expect(inject(moved ?? '', true)).toBe(moved);
      }),
      { numRuns: 150 },
    );
  });
});

const fixtures = (dir: string): [string, string][] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(dir, name), 'utf8')]);

const bookinfo = fixtures(join(import.meta.dirname, '../../fixtures/bookinfo'));
const inputs = conformanceDir('inject') === undefined ? [] : fixtures(join(conformanceDir('inject') ?? '', 'inputs'));
const injected = (text: string): boolean =>
  text.includes('sidecar.istio.io/status') || text.includes('proxy.istio.io/overrides');

describe.each([
  ['with native sidecars', true],
  ['in the old layout', false],
])('every file %s', (_, native) => {
  it.each([...bookinfo, ...inputs])('%s: twice is once', (_name, text) => {
    const once = inject(text, native);
    if (once !== undefined) expect(inject(once, native)).toBe(once);
  });

  it.each([...bookinfo, ...inputs].filter(([, text]) => !injected(text)))('%s: out again', (_name, text) => {
    const once = inject(text, native);
    if (once !== undefined) expect(uninject(once)).toBe(text);
  });

  it.each(inputs.filter(([, text]) => injected(text)))(
    '%s: what was injected before comes out the same',
    (_name, text) => {
      const once = inject(text, native);
      if (once !== undefined) expect(values(uninject(once))).toEqual(values(uninject(text)));
    },
  );
});
