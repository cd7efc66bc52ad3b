/** An analysis as the reference shows it: its scope, its order, its blind spots. */
import { compareText } from '../mesh/resource.ts';
import type { Level } from '../model/diagnostic.ts';
import { type AnalyzedResource, friendlyName } from './resource.ts';
import type { Reported } from './run.ts';
import { isSuppressed, type Suppression } from './suppress/reference.ts';

/** One line of the reference's report. */
export interface ReferenceMessage {
  readonly code: string;
  readonly level: Level;
  readonly message: string;
  /** `Kind namespace/name`. */
  readonly origin: string;
  /** `file:line`; absent for objects nobody wrote. */
  readonly reference?: string;
  readonly cluster?: string;
}

/** What is shown. */
export interface ReferenceFilter {
  /** Only messages about this namespace and about objects without one; empty for all. */
  readonly namespace: string;
  readonly suppressions: readonly Suppression[];
}

const RANK = { error: 0, warning: 1, info: 2 } as const satisfies Record<Level, number>;

function referenceOf({ resource, line }: Reported): string | undefined {
  const { file } = resource.origin;
  if (file === undefined || file === '') return undefined;
  if (file.endsWith('.json')) return file;
  const number = resource.referenceLine(line);
  return number === undefined ? file : `${file}:${number}`;
}

/** The namespace a message counts for; that of a Namespace is its own. */
const namespaceOf = ({ kind, name, namespace }: AnalyzedResource): string => (kind === 'Namespace' ? name : namespace);

function isShown({ code, resource }: Reported, { namespace, suppressions }: ReferenceFilter): boolean {
  const own = namespaceOf(resource);
  if (namespace !== '' && own !== '' && own !== namespace) return false;
  return !isSuppressed({ code, resource }, suppressions);
}

function messageOf(reported: Reported): ReferenceMessage {
  const { code, level, message, resource } = reported;
  const reference = referenceOf(reported);
  return {
    code,
    level,
    message,
    origin: friendlyName(resource),
    ...(reference === undefined ? {} : { reference }),
    ...(resource.cluster === undefined ? {} : { cluster: resource.cluster }),
  };
}

function byReferenceOrder(a: ReferenceMessage, b: ReferenceMessage): number {
  return (
    compareText(a.cluster ?? '', b.cluster ?? '') ||
    RANK[a.level] - RANK[b.level] ||
    compareText(a.code, b.code) ||
    compareText(comparator(a.origin), comparator(b.origin)) ||
    compareText(a.reference ?? '', b.reference ?? '') ||
    compareText(a.message, b.message)
  );
}

/** `Kind/name/namespace`. */
function comparator(origin: string): string {
  const [, kind = '', namespace = '', name = ''] = /^(\S+) (?:([^/]*)\/)?(.*)$/.exec(origin) ?? [];
  return `${kind}/${name}/${namespace}`;
}

/** The messages of the reference, sorted; those it cannot tell apart are one. */
export function referenceMessages(reported: readonly Reported[], filter: ReferenceFilter): readonly ReferenceMessage[] {
  const seen = new Map<string, ReferenceMessage>();
  for (const item of reported.filter((each) => isShown(each, filter))) {
    const message = messageOf(item);
    const { code, origin, reference = '', cluster = '' } = message;
    const key = JSON.stringify([cluster, code, origin, reference, item.values ?? item.message]);
    if (!seen.has(key)) seen.set(key, message);
  }
  return [...seen.values()].sort(byReferenceOrder);
}
