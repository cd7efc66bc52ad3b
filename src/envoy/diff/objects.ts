/** A dump as objects that can be compared: by kind and name, without what differs at any two moments. */
import { isMap, type JsonMap } from '../../model/json.ts';
import { readCertificates } from '../certificate.ts';
import type { ConfigDump, SectionKind } from '../dump.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import { secretsOf } from '../rows/secret.ts';
import { canonical } from '../schema/canonical.ts';

/** Kinds of objects in a dump, in the order they are compared. */
export const OBJECT_KINDS = ['bootstrap', 'listener', 'route', 'cluster', 'endpoint', 'extension', 'secret'] as const;

/** A kind of object in a dump. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Objects of one kind by name; static ones may share a name, or have none. */
export type Objects = ReadonlyMap<string, readonly JsonMap[]>;

interface KindRule {
  readonly section: SectionKind;
  /** Lists of the section, and the way from an entry to its object. */
  readonly lists: readonly (readonly [list: string, ...path: string[]])[];
  readonly message: string;
  readonly name: string;
}

const RULES: Readonly<Record<Exclude<ObjectKind, 'bootstrap' | 'secret'>, KindRule>> = {
  listener: {
    section: 'listeners',
    lists: [
      ['dynamic_listeners', 'active_state', 'listener'],
      ['static_listeners', 'listener'],
    ],
    message: 'envoy.config.listener.v3.Listener',
    name: 'name',
  },
  route: {
    section: 'routes',
    lists: [
      ['dynamic_route_configs', 'route_config'],
      ['static_route_configs', 'route_config'],
    ],
    message: 'envoy.config.route.v3.RouteConfiguration',
    name: 'name',
  },
  cluster: {
    section: 'clusters',
    lists: [
      ['dynamic_active_clusters', 'cluster'],
      ['static_clusters', 'cluster'],
    ],
    message: 'envoy.config.cluster.v3.Cluster',
    name: 'name',
  },
  endpoint: {
    section: 'endpoints',
    lists: [
      ['dynamic_endpoint_configs', 'endpoint_config'],
      ['static_endpoint_configs', 'endpoint_config'],
    ],
    message: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
    name: 'cluster_name',
  },
  extension: {
    section: 'ecds',
    lists: [['ecds_filters', 'ecds_filter']],
    message: 'envoy.config.core.v3.TypedExtensionConfig',
    name: 'name',
  },
};

/** The objects of a kind; none when the dump has no such part. */
export function objectsOf(dump: ConfigDump, kind: ObjectKind): Objects {
  if (kind === 'bootstrap') return bootstrapOf(dump);
  return kind === 'secret' ? secretObjects(dump) : listedObjects(dump, RULES[kind]);
}

function bootstrapOf(dump: ConfigDump): Objects {
  const bootstrap = field(dump.find('bootstrap'), 'bootstrap');
  const canon = canonical('envoy.config.bootstrap.v3.Bootstrap', bootstrap);
  return isMap(canon) ? new Map([['', [canon]]]) : new Map();
}

function listedObjects(dump: ConfigDump, { section, lists, message, name }: KindRule): Objects {
  const objects = new Map<string, JsonMap[]>();
  for (const part of dump.all(section)) {
    for (const [listName, ...path] of lists) {
      for (const entry of list(part, listName)) {
        const object = fieldAt(entry, ...path);
        const canon = canonical(message, object);
        if (isMap(canon)) add(objects, text(object, name), canon);
      }
    }
  }
  return objects;
}

/** Keys are never in a dump and tickets are blanked: a secret is its certificates. */
function secretObjects(dump: ConfigDump): Objects {
  const objects = new Map<string, JsonMap[]>();
  if (dump.find('secrets', {}) === undefined) return objects;
  for (const { name, state, pem } of secretsOf(dump)) {
    const certificates = readCertificates(pem).map(({ serial, subject, notAfter }) => ({
      serial,
      subject,
      notAfter: notAfter.toISOString(),
    }));
    add(objects, name, { state, certificates });
  }
  return objects;
}

function add(objects: Map<string, JsonMap[]>, name: string, object: JsonMap): void {
  const known = objects.get(name);
  if (known) known.push(object);
  else objects.set(name, [object]);
}
