/** Chains of certificates in Secrets and ConfigMaps. */
import type { HeldChain } from '../../certs/inspect.ts';
import { InputError } from '../../model/errors.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import { readManifests } from '../../yaml/parse.ts';

/** How values of Secrets and ConfigMaps are called: those of Kubernetes, of generic gateway Secrets, of Istio's own authority. */
const NAMES = {
  chain: ['tls.crt', 'cert', 'ca-cert.pem', 'cert-chain.pem'],
  key: ['tls.key', 'key', 'ca-key.pem'],
  roots: ['ca.crt', 'cacert', 'root-cert.pem'],
} as const;

function textOf({ data, stringData, kind }: JsonMap, names: readonly string[]): string {
  for (const name of names) {
    const plain = asString(asMap(stringData)[name]);
    if (plain !== undefined && plain !== '') return plain;
    const text = asString(asMap(data)[name]);
    if (text !== undefined && text !== '') return kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text;
  }
  return '';
}

function ofObject(object: JsonMap, file: string): readonly HeldChain[] {
  const { kind } = object;
  const { name, namespace } = asMap(object['metadata']);
  if (kind === 'List') return asList(object['items']).flatMap((item) => ofObject(asMap(item), file));
  if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
  const place = [asString(namespace), asString(name)].filter((part) => part !== undefined).join('/');
  const [chain, key, roots] = [NAMES.chain, NAMES.key, NAMES.roots].map((names) => textOf(object, names));
  if (!chain && !roots) return [];
  return [{ source: `${file}: ${kind} ${place}`, chain: chain || (roots ?? ''), key: key ?? '', roots: roots ?? '' }];
}

/** The chains in a file of manifests; objects of other kinds have none. Throws InputError for a document that cannot be read. */
export function chainsOfManifests(text: string, file: string): readonly HeldChain[] {
  return [...readManifests(text, file)].flatMap(({ manifest, diagnostics }) => {
    const problem = diagnostics.find(({ level }) => level === 'error');
    if (problem) throw new InputError('INPUT_YAML', `"${file}": ${problem.message}`);
    return isMap(manifest?.value) ? ofObject(manifest.value, file) : [];
  });
}
