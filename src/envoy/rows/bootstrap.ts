import { asString } from '../../model/json.ts';
import type { ConfigDump } from '../dump.ts';
import { field, fieldAt, map, number } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';

const ROW_SHAPE: Shape = { bootstrap: { node: { metadata: WHOLE, user_agent_build_version: WHOLE } } };

/** Parts of Envoy's version after the number, each with the mark before it. */
const BUILD_PARTS = [
  ['-', 'build.label'],
  ['/', 'revision.status'],
  ['/', 'build.type'],
  ['/', 'ssl.version'],
] as const;

/** The versions a proxy's bootstrap names: rows of a label and a text. Throws EnvoyError when the dump has no bootstrap. */
export function versionRows(dump: ConfigDump): readonly (readonly [label: string, version: string])[] {
  const node = fieldAt(dump.section('bootstrap', ROW_SHAPE), 'bootstrap', 'node');
  const metadata = map(node, 'metadata');
  const istio = asString(metadata['ISTIO_VERSION']) ?? '';
  const proxy = asString(metadata['ISTIO_PROXY_SHA']) ?? '';
  const rows = [
    ['Istio Version:', istio],
    ['Istio Proxy Version:', proxy.slice(proxy.indexOf(':') + 1)],
    ['Envoy Version:', envoyVersion(field(node, 'user_agent_build_version'))],
  ] as const;
  return rows.filter(([, version]) => version !== '');
}

function envoyVersion(build: unknown): string {
  const version = field(build, 'version');
  const numbers = ['major_number', 'minor_number', 'patch'].map((name) => number(version, name)).join('.');
  const metadata = map(build, 'metadata');
  const parts = BUILD_PARTS.map(([mark, key]) => {
    const part = asString(metadata[key]) ?? '';
    return part === '' ? '' : mark + part;
  });
  return numbers + parts.join('');
}
