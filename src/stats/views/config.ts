/** The configuration dump as a tree that is opened place by place. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { entryName } from '../../envoy/entry-name.ts';
import { field } from '../../envoy/fields.ts';
import { redactDump } from '../../envoy/redact-dump.ts';
import { asList, asMap, asString, isMap } from '../../model/json.ts';
import { type Tone, textCell, type ViewRow } from '../cells.ts';
import { type View, waiting } from './view.ts';

/** A place in the dump: its path as people write it, which is also its key. */
interface Node {
  readonly path: string;
  readonly label: string;
  readonly value: unknown;
  readonly depth: number;
}

const known = new WeakMap<ConfigDump, readonly unknown[]>();

/** The parts of a dump as plain data, without private keys. */
export function dumpParts(dump: ConfigDump): readonly unknown[] {
  const parts = known.get(dump) ?? asList(asMap(JSON.parse(redactDump(dump.bytes)))['configs']);
  known.set(dump, parts);
  return parts;
}

/** The name of a part: `ClustersConfigDump`. */
function partName(part: unknown): string {
  return asString(asMap(part)['@type'])?.replace(/^.*\./, '') ?? 'configuration';
}

/** The names of a dump's parts, in their order. */
export function sectionNames(dump: ConfigDump): readonly string[] {
  return dumpParts(dump).map(partName);
}

function rootsOf(dump: ConfigDump): readonly Node[] {
  return dumpParts(dump).map((value) => ({ path: partName(value), label: partName(value), value, depth: 0 }));
}

/** What is below a place, named by the entries' names where they have one. */
function childrenOf({ path, value, depth }: Node): readonly Node[] {
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const name = isMap(item) ? entryName(item) : '';
      return {
        path: `${path}[${index}]`,
        label: `[${index}]${name === '' ? '' : ` ${name}`}`,
        value: item,
        depth: depth + 1,
      };
    });
  }
  if (!isMap(value)) return [];
  return Object.entries(value)
    .filter(([key]) => depth > 0 || key !== '@type')
    .map(([key, item]) => ({ path: `${path}${stepText(key)}`, label: key, value: item, depth: depth + 1 }));
}

/** Keys that have dots of their own, as names of extensions do, stand in quotes. */
function stepText(key: string): string {
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function isBranch(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
}

/** What stands behind a label: the size of what is inside, or the value itself. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (isMap(value)) return `{${Object.keys(value).length}}`;
  return JSON.stringify(value) ?? '';
}

function nodeRow(node: Node, open: boolean): ViewRow {
  const { path, label, value, depth } = node;
  const sign = isBranch(value) ? (open ? '▾' : '▸') : ' ';
  const rejected = isMap(value) && field(value, 'error_state') !== undefined;
  const tone: Tone | undefined = rejected ? 'bad' : undefined;
  const name = `${'  '.repeat(depth)}${sign} ${label}${rejected ? '  REJECTED!' : ''}`;
  const source = asString(field(field(field(field(value, 'metadata'), 'filter_metadata'), 'istio'), 'config'));
  return {
    key: path,
    cells: [textCell(name, tone), textCell(valueText(value))],
    value: { path, value },
    ...(source === undefined ? {} : { source }),
  };
}

function walk(nodes: readonly Node[], open: ReadonlySet<string>, rows: ViewRow[]): void {
  for (const node of nodes) {
    const isOpen = open.has(node.path);
    rows.push(nodeRow(node, isOpen));
    if (isOpen) walk(childrenOf(node), open, rows);
  }
}

/** The tree of the configuration, as far as it is open. */
export const config: View = {
  title: 'config',
  kind: 'ConfigTree',
  needs: ['dump'],
  table({ proxy: { dump }, open, section }) {
    const rows: ViewRow[] = [];
    const roots = dump ? rootsOf(dump.dump) : [];
    walk(section === undefined ? roots : roots.filter(({ path }) => path === section), open, rows);
    return {
      columns: [
        { title: 'CONFIGURATION', drop: 0 },
        { title: 'VALUE', grows: true, drop: 0 },
      ],
      rows,
    };
  },
  empty: ({ proxy }) => (proxy.dump ? 'the dump is empty' : waiting('/config_dump', proxy)),
};

/** A search ends after so many places: more nobody walks through. */
const MAX_HITS = 1000;

/** The places whose name or value the expression finds, in the order of the dump. Throws SyntaxError for one that is none. */
export function searchConfig(dump: ConfigDump, expression: string): readonly string[] {
  const pattern = new RegExp(expression, 'iu');
  const hits: string[] = [];
  const visit = (node: Node): void => {
    if (hits.length >= MAX_HITS) return;
    const text = isBranch(node.value) ? node.label : `${node.label} ${valueText(node.value)}`;
    if (pattern.test(text)) hits.push(node.path);
    for (const child of childrenOf(node)) visit(child);
  };
  for (const root of rootsOf(dump)) visit(root);
  return hits;
}

/** The places above a place, the outermost first. */
export function placesAbove(path: string): readonly string[] {
  const steps = path.match(/^[^.[]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\.[^.[]+/g) ?? [];
  return steps.slice(0, -1).map((_, index) => steps.slice(0, index + 1).join(''));
}
