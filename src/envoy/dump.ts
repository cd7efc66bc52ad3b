import { InputError } from '../model/errors.ts';
import { asMap, asString, type JsonMap } from '../model/json.ts';
import { project, type Shape, WHOLE } from './json/project.ts';
import { JsonScanner } from './json/scanner.ts';
import { EnvoyError } from './problems.ts';
import { goProtoText, unreadable } from './unreadable.ts';

/** The parts of a config dump, by the name meshctl has for them, and their types. */
const SECTION_TYPES = {
  bootstrap: 'BootstrapConfigDump',
  clusters: 'ClustersConfigDump',
  listeners: 'ListenersConfigDump',
  routes: 'RoutesConfigDump',
  scopedRoutes: 'ScopedRoutesConfigDump',
  endpoints: 'EndpointsConfigDump',
  secrets: 'SecretsConfigDump',
  ecds: 'EcdsConfigDump',
} as const;

/** A part of a config dump. */
export type SectionKind = keyof typeof SECTION_TYPES;

/** The `@type` of a part of a config dump. */
export function sectionType(kind: SectionKind): string {
  return `type.googleapis.com/envoy.admin.v3.${SECTION_TYPES[kind]}`;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(
  Object.values(SECTION_TYPES).map((type) => `type.googleapis.com/envoy.admin.v3.${type}`),
);

const WHOLE_DUMP = 'save the whole dump: curl localhost:15000/config_dump?include_eds';

/** A part of a dump: its type and where it stands. */
export interface SectionPlace {
  readonly type: string;
  readonly start: number;
  /** The offset after the last byte. */
  readonly end: number;
}

/**
 * What Envoy's `/config_dump` answered. It is looked through once for where its parts stand; a part is read when it is asked
 * for, and of it only what is asked for.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/config_dump_shared.proto
 */
export class ConfigDump {
  readonly bytes: Uint8Array;
  readonly places: readonly SectionPlace[];
  readonly #name: string;
  readonly #hasList: boolean;

  private constructor({ bytes, name, places, hasList }: Found & { bytes: Uint8Array; name: string }) {
    this.bytes = bytes;
    this.places = places;
    this.#name = name;
    this.#hasList = hasList;
  }

  /** Finds the parts of a dump. Throws {@link EnvoyError} when the text is no JSON or is cut off. */
  static parse(bytes: Uint8Array, name: string): ConfigDump {
    return new ConfigDump({ bytes, name, ...readable({ bytes, name }, () => findSections(bytes)) });
  }

  /** The dump itself. Throws InputError for other JSON; `whole`: also when it has no part of a dump at all. */
  checked({ whole = false }: { readonly whole?: boolean } = {}): this {
    const hasParts = this.places.some(({ type }) => KNOWN_TYPES.has(type));
    if (this.#hasList && (hasParts || !whole)) return this;
    const lacks = this.#hasList ? '"configs" has none of its parts' : 'it has no "configs"';
    throw new InputError('INPUT_DUMP', `"${this.#name}" is JSON, but no config dump: ${lacks}`, { hint: WHOLE_DUMP });
  }

  /**
   * Reads what stands at a place of the dump. Throws {@link EnvoyError} where the text is no JSON: {@link ConfigDump.parse} only
   * passes over what is inside of parts.
   */
  at<T>({ start }: Pick<SectionPlace, 'start'>, read: (scanner: JsonScanner) => T): T {
    return readable({ bytes: this.bytes, name: this.#name }, () => read(new JsonScanner(this.bytes, start)));
  }

  /** The last part of a kind, as far as `shape` says; `undefined` when there is none. */
  find(kind: SectionKind, shape: Shape = WHOLE): JsonMap | undefined {
    return this.all(kind, shape).at(-1);
  }

  /** Every part of a kind, as far as `shape` says. */
  all(kind: SectionKind, shape: Shape = WHOLE): readonly JsonMap[] {
    const type = sectionType(kind);
    return this.places
      .filter((place) => place.type === type)
      .map((place) => asMap(this.at(place, (scanner) => project(scanner, shape))));
  }

  /** As {@link find}; throws {@link EnvoyError} when there is no such part. */
  section(kind: SectionKind, shape: Shape = WHOLE): JsonMap {
    const found = this.find(kind, shape);
    if (found) return found;
    throw new EnvoyError('INPUT_SECTION', `the config dump "${this.#name}" has no ${SECTION_TYPES[kind]}`, {
      peer: `config dump has no configuration type ${sectionType(kind)}`,
      hint: WHOLE_DUMP,
    });
  }
}

function readable<T>(dump: { readonly bytes: Uint8Array; readonly name: string }, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(error, { ...dump, goText: goProtoText, from: 'Envoy' });
  }
}

interface Found {
  readonly places: readonly SectionPlace[];
  /** Whether there is a list of parts, be it empty. */
  readonly hasList: boolean;
}

function findSections(bytes: Uint8Array): Found {
  const scanner = new JsonScanner(bytes);
  const places: SectionPlace[] = [];
  let hasList = false;
  const isMap = scanner.eachEntry((key) => {
    const isList = key === 'configs' && scanner.eachItem(() => places.push(readPlace(scanner)));
    if (isList) hasList = true;
    else scanner.skip();
  });
  if (!isMap) scanner.skip();
  scanner.end();
  return { places, hasList };
}

function readPlace(scanner: JsonScanner): SectionPlace {
  const start = scanner.offset;
  let type = '';
  const isMap = scanner.eachEntry((key) => {
    if (key === '@type') type = asString(scanner.value()) ?? '';
    else scanner.skip();
  });
  if (!isMap) scanner.skip();
  return { type, start, end: scanner.position };
}
