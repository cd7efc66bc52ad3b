/** What is believed of a request, and what it is told on: the fields between a client and a proxy. */
import type { HttpConnectionManager } from '../../../xds/resources/listener.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import type { Random } from '../chance.ts';
import type { ConnectionView } from '../connection-view.ts';
import { requestIds } from './request-id.ts';

/** What is done with a field that proxies use among themselves. */
const FATES = {
  /** A wish, granted to trusted callers; goes no further. */
  wish: 1,
  /** Said by the proxy alone. */
  own: 2,
  /** Kept from trusted callers. */
  trusted: 3,
  forwardedFor: 4,
  forwardedProto: 5,
  requestId: 6,
  clientCertificate: 7,
} as const;

const FIELDS: readonly (readonly [string, number])[] = [
  ['x-envoy-max-retries', FATES.wish],
  ['x-envoy-retry-on', FATES.wish],
  ['x-envoy-retry-grpc-on', FATES.wish],
  ['x-envoy-retriable-status-codes', FATES.wish],
  ['x-envoy-upstream-rq-timeout-ms', FATES.wish],
  ['x-envoy-upstream-rq-per-try-timeout-ms', FATES.wish],
  ['x-envoy-attempt-count', FATES.own],
  ['x-envoy-expected-rq-timeout-ms', FATES.own],
  ['x-envoy-original-path', FATES.trusted],
  ['x-envoy-original-host', FATES.trusted],
  ['x-envoy-decorator-operation', FATES.own],
  ['x-envoy-internal', FATES.trusted],
  ['x-envoy-external-address', FATES.trusted],
  ['x-envoy-downstream-service-cluster', FATES.trusted],
  ['x-envoy-downstream-service-node', FATES.trusted],
  ['x-envoy-force-trace', FATES.trusted],
  ['x-envoy-ip-tags', FATES.trusted],
  ['x-envoy-hedge-on-per-try-timeout', FATES.own],
  ['x-envoy-retriable-header-names', FATES.wish],
  ['x-envoy-upstream-alt-stat-name', FATES.own],
  ['x-envoy-upstream-stream-duration-ms', FATES.own],
  ['x-forwarded-for', FATES.forwardedFor],
  ['x-forwarded-proto', FATES.forwardedProto],
  ['x-request-id', FATES.requestId],
  ['x-forwarded-client-cert', FATES.clientCertificate],
];

/** The same by the length of the name, which tells most other fields apart without a look at them. */
const BY_LENGTH = FIELDS.reduce<(readonly [string, number])[][]>((lists, field) => {
  const [{ length }] = field;
  lists[length] = [...(lists[length] ?? []), field];
  return lists;
}, []);

/** What is done with a field; 0 leaves it. */
function fateOf(fields: RequestHead['fields'], index: number): number {
  const candidates = BY_LENGTH[fields.nameLength(index)];
  if (candidates === undefined) return 0;
  for (const [name, fate] of candidates) if (fields.isNamed(index, name)) return fate;
  return 0;
}

type CertificateMode = NonNullable<HttpConnectionManager['forward_client_cert_details']>;

/** What the rules take from the run itself. */
export interface EdgeOptions {
  readonly trustsInternal: boolean;
  readonly random: Random;
  /** The URI in the proxy's own certificate; empty without one. */
  readonly ownUri: string;
}

/** The rules of one connection manager. */
export class EdgeRules {
  /** Requests of the client are taken for those of the mesh. */
  readonly internal: boolean;
  readonly isEdge: boolean;
  readonly #appends: boolean;
  readonly #makesId: boolean;
  readonly #keepsId: boolean;
  readonly #certificate: CertificateMode;
  readonly #newId: () => string;
  readonly #ownUri: string;

  constructor(manager: HttpConnectionManager, { trustsInternal, random, ownUri }: EdgeOptions) {
    this.isEdge = manager.use_remote_address === true;
    this.internal = !this.isEdge || trustsInternal;
    this.#appends = this.isEdge && manager.skip_xff_append !== true;
    this.#makesId = manager.generate_request_id !== false;
    this.#keepsId = this.internal || manager.preserve_external_request_id === true;
    this.#certificate = manager.forward_client_cert_details ?? 'SANITIZE';
    this.#newId = requestIds(random);
    this.#ownUri = ownUri;
  }

  /** Cleans the fields and adds the proxy's. Returns whether a trusted caller has wishes, which are still there then. */
  apply({ fields, scheme }: RequestHead, connection: ConnectionView): boolean {
    let wishes = false;
    let forwarded = '';
    let hasProto = false;
    let hasId = false;
    let certificate = '';
    for (let index = fields.count - 1; index >= 0; index--) {
      const fate = fateOf(fields, index);
      if (fate === 0 || fields.isDropped(index)) continue;
      if (fate === FATES.requestId && this.#keepsId) hasId = true;
      else if (fate === FATES.forwardedProto && !this.isEdge) hasProto = true;
      else if (fate === FATES.wish && this.internal) wishes = true;
      else if (fate === FATES.forwardedFor && !this.#appends) continue;
      else if (fate === FATES.trusted && this.internal) continue;
      else {
        if (fate === FATES.forwardedFor) forwarded = `${fields.value(index)}${forwarded && ','}${forwarded}`;
        if (fate === FATES.clientCertificate) certificate = fields.value(index);
        fields.drop(index);
      }
    }
    if (this.#appends) fields.append('x-forwarded-for', (forwarded && `${forwarded},`) + connection.remoteText);
    if (!hasProto) fields.append('x-forwarded-proto', scheme);
    if (!hasId && this.#makesId) fields.append('x-request-id', this.#newId());
    if (this.isEdge) this.#mark(fields, connection);
    if (this.#certificate !== 'SANITIZE') this.#clientCertificate(fields, connection, certificate);
    return wishes;
  }

  #mark(fields: RequestHead['fields'], connection: ConnectionView): void {
    if (this.internal) fields.set('x-envoy-internal', 'true');
    else fields.append('x-envoy-external-address', connection.remoteText);
  }

  /** Who the client has proved to be; what it only says itself goes no further. */
  #clientCertificate(fields: RequestHead['fields'], { info }: ConnectionView, given: string): void {
    const mode = this.#certificate;
    if (info.peer === undefined && mode !== 'ALWAYS_FORWARD_ONLY') return;
    const keeps = mode !== 'SANITIZE_SET' && given !== '';
    const own = mode === 'SANITIZE_SET' || mode === 'APPEND_FORWARD' ? this.#element(info.peer) : '';
    const value = [keeps ? given : '', own].filter((part) => part !== '').join(',');
    if (value !== '') fields.append('x-forwarded-client-cert', value);
  }

  #element(peer: ConnectionView['info']['peer']): string {
    if (peer === undefined) return '';
    const by = this.#ownUri === '' ? [] : [`By=${this.#ownUri}`];
    const uris = peer.uriSans.map((uri) => `URI=${uri}`);
    const names = peer.dnsSans.map((name) => `DNS=${name}`);
    return [
      ...by,
      `Hash=${peer.fingerprint}`,
      `Subject="${peer.subject.replaceAll('"', '\\"')}"`,
      ...uris,
      ...names,
    ].join(';');
  }
}
