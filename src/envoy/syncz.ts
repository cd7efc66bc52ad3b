/** What control planes say of the proxies connected to them: the debug answer `syncz`. */
import { compareBytes } from '../gotext/compare.ts';
import { InputError } from '../model/errors.ts';
import { asMap, asString, type JsonMap } from '../model/json.ts';
import { enumName, field, fieldAt, list, map, text } from './fields.ts';
import { WHOLE } from './json/project.ts';
import { ECDS, FIRST_TYPES, KNOWN_TYPES, LEGACY_CONFIGS } from './type-urls.ts';
import { goProtoText, readAnswer } from './unreadable.ts';

/** Names of `envoy.service.status.v3.ConfigStatus`, by number. */
const CONFIG_STATUSES = ['UNKNOWN', 'SYNCED', 'NOT_SENT', 'STALE', 'ERROR'] as const;

/** Where a proxy is with one type of configuration. */
export interface TypeStatus {
  readonly url: string;
  /** `SYNCED`, `STALE`, `ERROR`, `NOT_SENT` or `UNKNOWN`. */
  readonly status: string;
  /** When the control plane last heard or sent something; `undefined` when it does not say. */
  readonly updated: Date | undefined;
}

/** A proxy, as one control plane sees it. */
export interface ProxyStatus {
  readonly name: string;
  readonly cluster: string;
  readonly version: string;
  /** Name of the control plane's instance; `MISSING` or `INVALID` when the answer does not tell. */
  readonly istiod: string;
  readonly types: readonly TypeStatus[];
}

/** The answer of one control plane, read and as it came. */
export interface SyncAnswer {
  readonly message: JsonMap;
  readonly istiod: string;
}

/** How an answer is read. */
export interface SyncReading {
  /** Any JSON is taken for an answer, as the reference does. */
  readonly lenient?: boolean;
}

/** What an answer of a control plane has, though no proxy is connected. */
const ANSWER_PARTS = ['resources', 'type_url', 'nonce', 'version_info', 'control_plane'] as const;

/**
 * Reads a debug answer; its list form (`/debug/syncz`) has no control plane's name. Throws EnvoyError when it is no JSON, InputError
 * for an object that is no such answer.
 */
export function readSyncz(bytes: Uint8Array, name: string, { lenient = false }: SyncReading = {}): SyncAnswer {
  const answer = readAnswer({ bytes, name, goText: goProtoText, from: 'Envoy' }, WHOLE);
  if (!lenient && !Array.isArray(answer) && !ANSWER_PARTS.some((part) => field(answer, part) !== undefined)) {
    throw new InputError('INPUT_SYNCZ', `"${name}" is JSON, but no answer of a control plane about its proxies`, {
      hint: 'save GET /debug/syncz of istiod (port 15014), or the answer over xDS (meshctl ps -o json)',
    });
  }
  return syncAnswer(Array.isArray(answer) ? { resources: answer as readonly unknown[] } : asMap(answer));
}

/** A debug answer that is already plain data. */
export function syncAnswer(message: JsonMap): SyncAnswer {
  return { message, istiod: instanceOf(fieldAt(message, 'control_plane', 'identifier')) };
}

function instanceOf(identifier: unknown): string {
  const written = asString(identifier);
  if (written === undefined || written === '') return 'MISSING';
  try {
    const { ID: id } = asMap(JSON.parse(written));
    return asString(id) ?? '';
  } catch {
    return 'INVALID';
  }
}

/** The answer with only the proxies of a namespace; all of them when it is empty. */
export function ofNamespace(answer: SyncAnswer, namespace: string): SyncAnswer {
  if (namespace === '') return answer;
  const resources = list(answer.message, 'resources').filter((client) => metadata(client)['NAMESPACE'] === namespace);
  return { ...answer, message: { ...answer.message, resources } };
}

function metadata(client: unknown): JsonMap {
  return map(field(client, 'node'), 'metadata');
}

/** The proxies in some answers, by name. */
export function proxiesOf(answers: readonly SyncAnswer[]): readonly ProxyStatus[] {
  const proxies = answers.flatMap(({ message, istiod }) =>
    list(message, 'resources').map((client) => ({
      name: text(field(client, 'node'), 'id'),
      cluster: asString(metadata(client)['CLUSTER_ID']) ?? '',
      version: asString(metadata(client)['ISTIO_VERSION']) ?? '',
      istiod,
      types: typesOf(client),
    })),
  );
  return proxies.sort((a, b) => compareBytes(a.name, b.name));
}

/** Whether a proxy has not acknowledged something it was sent, or refused it. */
export function isBehind({ types }: ProxyStatus): boolean {
  return types.some(({ status }) => status === 'STALE' || status === 'ERROR');
}

function typesOf(client: unknown): readonly TypeStatus[] {
  const generic = list(client, 'generic_xds_configs');
  if (generic.length > 0) {
    return generic.map((config) => ({
      url: text(config, 'type_url'),
      status: enumName(config, 'config_status', CONFIG_STATUSES),
      updated: momentOf(text(config, 'last_updated')),
    }));
  }
  return list(client, 'xds_config').flatMap((config) => {
    const found = LEGACY_CONFIGS.find(({ name }) => field(config, name) !== undefined);
    const status = enumName(config, 'status', CONFIG_STATUSES);
    return found ? [{ url: found.url, status, updated: undefined }] : [];
  });
}

function momentOf(written: string): Date | undefined {
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The short name of a type of configuration: `CDS`; the whole URL of a type that has none. */
export function shortName(url: string): string {
  return KNOWN_TYPES.get(url) ?? url;
}

/** The URLs of a status table's columns: the five usual ones and whatever else a proxy has, in their order. */
export function columnUrls(proxies: readonly ProxyStatus[]): readonly string[] {
  return [...new Set([...FIRST_TYPES, ECDS, ...proxies.flatMap(({ types }) => types.map(({ url }) => url))])].sort(
    compareBytes,
  );
}
