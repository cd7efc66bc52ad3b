/** What is described, and where everything about it comes from. */
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../model/json.ts';
import type { ObjectReader, ReaderFlags } from '../kube/reader.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import type { ProxyFacts } from './proxy.ts';

/** Flags of the subcommands of describe. */
export interface DescribeFlags extends SourceFlags, ReaderFlags {
  readonly istioNamespace: string;
}

/** What the parts of a description share. */
export interface Scene {
  readonly reader: ObjectReader;
  readonly flags: DescribeFlags;
  /** Whether the words and quirks of the reference are wanted. */
  readonly peer: boolean;
  /** What the proxy that is asked believes. */
  readonly proxy: ProxyFacts;
  /** The pods that are meant: one, or those of a service. */
  readonly pods: readonly JsonMap[];
}

/** An object's name as it is shown: with its namespace unless that is the current one. */
export function shownName({ reader }: Pick<Scene, 'reader'>, name: string, namespace: string): string {
  return namespace === reader.namespace ? name : `${name}.${namespace}`;
}

/** Name and namespace of an object. */
export function identity(object: JsonMap): { readonly name: string; readonly namespace: string } {
  const metadata = asMap(object['metadata']);
  return { name: asString(metadata['name']) ?? '', namespace: asString(metadata['namespace']) ?? '' };
}

/** Labels of an object. */
export function labelsOf(object: JsonMap): Readonly<Record<string, string>> {
  return stringMap(getIn(object, ['metadata', 'labels']));
}

/** Every container of a pod, sidecars that are init containers included. */
export function containersOf(pod: JsonMap): readonly JsonMap[] {
  const spec = asMap(pod['spec']);
  const native = asList(spec['initContainers'])
    .map(asMap)
    .filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...asList(spec['containers']).map(asMap), ...native];
}

/** Whether a pod has a proxy of the mesh. */
export function hasSidecar(pod: JsonMap): boolean {
  return containersOf(pod).some(({ name }) => name === 'istio-proxy');
}

/** Moves lines in; empty ones are left out. */
export function indented(lines: readonly string[], by: string): readonly string[] {
  return lines.filter((line) => line !== '').map((line) => `${by}${line}`);
}
