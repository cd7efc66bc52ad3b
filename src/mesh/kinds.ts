/** The kinds of resources a mesh is configured with, and where their tables are. */

import { VIRTUAL_SERVICE } from './schema/networking/virtual-service.ts';
import { compileMessage, type TypeTable } from './schema/notation.ts';
import { SHARED } from './schema/shared.ts';
import type { Message } from './schema/types.ts';

/** What is known of a kind. */
export interface KindInfo {
  readonly group: string;
  readonly kind: string;
  /** The versions the API server serves, newest first; all have the same schema. */
  readonly versions: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether the API server refuses an object without `spec`. */
  readonly specRequired: boolean;
  /** Whether the control plane decodes `spec` as protobuf; Gateway API's kinds are Go structs. */
  readonly proto: boolean;
  /** The schema of `spec`, taken apart at first use. */
  readonly spec: Message;
}

interface Declared {
  readonly versions: readonly string[];
  readonly specRequired?: boolean;
  readonly table: TypeTable;
}

class LazyKind implements KindInfo {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly scope = 'Namespaced' as const;
  readonly specRequired: boolean;
  readonly proto = true;
  readonly #table: TypeTable;
  #spec: Message | undefined;

  constructor(group: string, kind: string, declared: Declared) {
    this.group = group;
    this.kind = kind;
    this.versions = declared.versions;
    this.specRequired = declared.specRequired ?? false;
    this.#table = declared.table;
  }

  get spec(): Message {
    this.#spec ??= compileMessage({ ...SHARED, ...this.#table }, this.kind);
    return this.#spec;
  }
}

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];

/** Every kind of Istio's and Gateway API's that meshctl has a schema of. */
export const KINDS: readonly KindInfo[] = [
  new LazyKind('networking.istio.io', 'VirtualService', { versions: NETWORKING, table: VIRTUAL_SERVICE }),
];

const BY_KEY = new Map(KINDS.map((info) => [`${info.group}/${info.kind}`, info]));

/** The kind of that group and name, whatever its version; `undefined` when meshctl has no schema of it. */
export function kindInfo(group: string, kind: string): KindInfo | undefined {
  return BY_KEY.get(`${group}/${kind}`);
}
