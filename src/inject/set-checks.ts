/** Values that are set and that nothing reads: with the built-in templates it is known what does. Pure. */
import type { Path } from '../model/diagnostic.ts';
import { getIn, isMap, type JsonMap } from '../model/json.ts';
import { nearest } from '../model/suggest.ts';
import type { InjectionTemplate } from './config.ts';
import { DEFAULT_VALUES } from './default-values.ts';
import type { Assignment } from './helm-set.ts';
import { messageType } from './template/proto-types.ts';

/** What is read of the values outside templates. */
const READ_ELSEWHERE = [
  'global.hub',
  'global.tag',
  'global.variant',
  'global.proxy.autoInject',
  'global.proxy.image',
  'global.proxy_init.image',
  'sidecarInjectorWebhook',
];

/** Messages that hold anything. */
const FREE: ReadonlySet<string> = new Set(['struct', '{string}', '{struct}']);

/** The paths of the values that templates read, and of those that are read besides. */
export function readPaths(templates: Iterable<InjectionTemplate>): readonly string[] {
  const found = [...templates].flatMap(({ text }) => [...text.matchAll(/\.Values((?:\.\w+)+)/g)]);
  return [...new Set([...READ_ELSEWHERE, ...found.map(([, path = '']) => path.slice(1))])].sort();
}

const contains = (outer: string, inner: string): boolean => outer === inner || inner.startsWith(`${outer}.`);

/** The first step of a path into a message that is no field of it; -1 when all are. */
function unknownStep(path: Path, type: string): number {
  const message = messageType(type);
  const [step, ...rest] = path;
  if (step === undefined || !message) return -1;
  const field = message.fields.find(({ json }) => json === step);
  if (!field) return 0;
  if (FREE.has(field.type)) return -1;
  const below = typeof rest[0] === 'number' ? rest.slice(1) : rest;
  const inner = unknownStep(below, field.type.replace(/[[\]{}]/g, ''));
  return inner < 0 ? -1 : inner + path.length - below.length;
}

function meshProblem(path: Path): string | undefined {
  const at = unknownStep(path, 'MeshConfig');
  return at < 0 ? undefined : `no template reads the mesh config's "${path.slice(0, at + 1).join('.')}"`;
}

/** What is wrong with the paths of `--set`, one sentence each: nothing reads them. */
export function unreadPaths(set: readonly Assignment[], templates: Iterable<InjectionTemplate>): readonly string[] {
  if (set.length === 0) return [];
  const read = readPaths(templates);
  return set.flatMap(({ path }) => {
    if (path[0] === 'meshConfig') return meshProblem(path.slice(1)) ?? [];
    const name = path.filter((step) => typeof step === 'string').join('.');
    if (read.some((known) => contains(known, name) || contains(name, known))) return [];
    const right = nearest(name, read);
    return `no template reads the value "${name}"${right === undefined ? '' : `; "${right}" may be meant`}`;
  });
}

/** The first value that is no map although templates look for something in it; `undefined` when there is none. */
export function brokenMap(values: JsonMap, templates: Iterable<InjectionTemplate>): string | undefined {
  for (const path of readPaths(templates)) {
    const steps = path.split('.');
    for (let length = 1; length < steps.length; length += 1) {
      const outer = steps.slice(0, length);
      // What the defaults do not have, templates ask for with care.
      if (isMap(getIn(DEFAULT_VALUES, outer)) && !isMap(getIn(values, outer))) return outer.join('.');
    }
  }
  return undefined;
}
