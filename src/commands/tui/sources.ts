/** The YAML objects of the mesh were read from. */

import { loadResources } from '../../mesh/load.ts';
import type { Host } from '../../model/host.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { SourceExcerpt } from '../../tui/session.ts';
import { readManifests } from '../../yaml/parse.ts';
import { sourcesOf } from '../validate/sources.ts';
import type { SourceIndex } from './source-index.ts';

interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Reads the manifests of `-f`. What cannot be read is left out: `meshctl validate` says what is wrong with it. */
export async function readSources(specs: readonly string[], host: Host): Promise<SourceIndex> {
  const manifests: Manifest[] = [];
  const texts = new Map<string, readonly string[]>();
  for await (const { name, text } of sourcesOf(specs, host)) {
    if (text === undefined) continue;
    texts.set(name, text.split(/\r?\n/));
    for (const { manifest } of readManifests(text, name)) if (manifest) manifests.push(manifest);
  }
  const places = placesOf(manifests);
  return {
    size: places.size,
    find: (paths) => {
      const found = paths.map((path) => places.get(keyOf(path))).filter((place) => place !== undefined);
      return found.map((place) => excerptOf(place, texts.get(place.file) ?? []));
    },
  };
}

function placesOf(manifests: readonly Manifest[]): ReadonlyMap<string, Place> {
  const { resources } = loadResources(manifests, { namespace: 'default', lenient: true });
  const places = new Map<string, Place>();
  for (const resource of Object.values(resources).flat()) {
    const { kind, namespace, name, origin } = resource;
    const range = resource.locate(['metadata', 'name']) ?? resource.locate([]);
    if (origin.file !== undefined && range) {
      places.set(`${kind}/${namespace}/${name}`, { file: origin.file, line: range.start.line });
    }
  }
  return places;
}

const METADATA_PATH = /^\/apis\/[^/]+\/[^/]+\/namespaces\/([^/]+)\/([^/]+)\/(.+)$/;

/** `Kind/namespace/name` of a path as the control plane writes it: its kind is in words with hyphens. */
function keyOf(path: string): string {
  const [, namespace = '', word = '', name = ''] = METADATA_PATH.exec(path) ?? [];
  if (name === '') return path;
  const kind = word.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return `${kind}/${namespace}/${name}`;
}

/** Lines of an object that are shown: more than most have. */
const MOST_LINES = 200;

/** The document around a line. */
function excerptOf({ file, line }: Place, lines: readonly string[]): SourceExcerpt {
  const isRule = (text: string | undefined): boolean => text?.startsWith('---') ?? true;
  let from = line - 1;
  while (from > 0 && !isRule(lines[from - 1])) from -= 1;
  let to = line;
  while (to < lines.length && !isRule(lines[to])) to += 1;
  const shown = lines.slice(from, Math.min(to, from + MOST_LINES));
  return { place: `${file}:${line}`, lines: shown, marked: line - 1 - from };
}
