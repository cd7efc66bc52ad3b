import type { InjectConfig } from '../../../src/inject/config.ts';
import { loadConfig } from '../../../src/inject/load-config.ts';
import { injectManifest } from '../../../src/inject/manifest.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';
import { digest } from '../../../src/io/digest.ts';
import { MemoLoader } from '../../../src/yaml/load.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';

const loaded = loadConfig({ set: [], functions: injectorFunctions() });

/** The configuration without any flag, but for what is said here. */
function defaultConfig(changes: Partial<InjectConfig>): InjectConfig {
  return {
    templates: loaded.templates,
    defaultTemplates: ['sidecar'],
    values: loaded.values,
    meshConfig: loaded.meshConfig,
    revision: '',
    nativeSidecars: true,
    compliancePolicy: '',
    sha256: (text) => digest('sha256', text),
    namespaces: new Map(),
    openshift: false,
    compat: false,
    ...changes,
  };
}

/** A whole file injected. Throws when anything in it is refused. */
export function injectText(text: string, changes: Partial<InjectConfig>): string {
  const { manifests, diagnostics } = parseManifests(text, 'input');
  const run = { loader: new MemoLoader(), trace: false, extraKinds: [] };
  const results = manifests.map((manifest) => injectManifest(manifest, defaultConfig(changes), run));
  const errors = [...diagnostics, ...results.flatMap((result) => result.diagnostics)].filter(
    ({ level }) => level === 'error',
  );
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return results.map((result) => result.text).join('');
}
