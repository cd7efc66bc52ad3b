/** Transport sockets and secrets as what the sockets apply. */

import { TYPES } from '../../xds/compile/type-urls.ts';
import type { Any, DataSource, TypedExtension } from '../../xds/resources/common.ts';
import type { CertificateValidationContext, CommonTlsContext, Secret, TlsContext } from '../../xds/resources/filter.ts';
import type { TlsClientPlan, TlsServerPlan } from '../tls-plan.ts';
import { textTest } from './match/strings.ts';
import { BadValue } from './problems.ts';
import { typedConfig } from './typed.ts';

/** Where certificates and keys are found. */
export interface Keys {
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Text of a file the configuration names; `undefined` when it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
}

function textOf(source: DataSource | undefined, keys: Keys): string {
  if (source?.inline_string !== undefined) return source.inline_string;
  if (source?.inline_bytes !== undefined) return Buffer.from(source.inline_bytes, 'base64').toString('utf8');
  if (source?.filename === undefined) return '';
  const text = keys.readFile(source.filename);
  if (text === undefined) throw new BadValue(`the file "${source.filename}" cannot be read`);
  return text;
}

function secret(name: string, { secrets }: Keys): Secret {
  const found = secrets.get(name);
  if (found === undefined) throw new BadValue(`there is no secret "${name}"`);
  return found;
}

function certificatesOf(context: CommonTlsContext, keys: Keys): TlsServerPlan['certificates'] {
  const named = (context.tls_certificate_sds_secret_configs ?? []).map(
    ({ name }) => secret(name, keys).tls_certificate,
  );
  return [...(context.tls_certificates ?? []), ...named].map((certificate) => ({
    chain: textOf(certificate?.certificate_chain, keys),
    key: textOf(certificate?.private_key, keys),
  }));
}

/** Both halves of how the other side is checked, the secret's own fields last. */
function validationOf(context: CommonTlsContext, keys: Keys): CertificateValidationContext | undefined {
  const { combined_validation_context: combined } = context;
  const name = (combined?.validation_context_sds_secret_config ?? context.validation_context_sds_secret_config)?.name;
  const named = name === undefined ? undefined : secret(name, keys).validation_context;
  const own = combined?.default_validation_context ?? context.validation_context;
  return own === undefined && named === undefined ? undefined : { ...own, ...named };
}

/** Node's notation of a name: `URI:spiffe://…`. */
const KINDS: Readonly<Record<string, string>> = {
  URI: 'URI:',
  DNS: 'DNS:',
  EMAIL: 'email:',
  IP_ADDRESS: 'IP Address:',
};

function nameTest(validation: CertificateValidationContext | undefined): Pick<TlsServerPlan, 'acceptsNames'> {
  const matchers = validation?.match_typed_subject_alt_names ?? [];
  if (matchers.length === 0) return {};
  const tests = matchers.map(({ san_type: type, matcher }) => ({ kind: KINDS[type] ?? '', test: textTest(matcher) }));
  const accepted = (name: string): boolean =>
    tests.some(({ kind, test }) => name.startsWith(kind) && test(name.slice(kind.length)));
  return { acceptsNames: (names) => names.some(accepted) };
}

/** Versions before 1.2 are not spoken, whatever the configuration allows. */
const version = (text: string | undefined, fallback: 'TLSv1.2' | 'TLSv1.3'): 'TLSv1.2' | 'TLSv1.3' =>
  text === undefined || text === 'TLS_AUTO' ? fallback : text === 'TLSv1_3' ? 'TLSv1.3' : 'TLSv1.2';

function planOf(context: CommonTlsContext, keys: Keys) {
  const { tls_params: params = {}, alpn_protocols: alpn = [] } = context;
  const validation = validationOf(context, keys);
  return {
    validation,
    plan: {
      certificates: certificatesOf(context, keys),
      authorities: textOf(validation?.trusted_ca, keys),
      alpn,
      minVersion: version(params.tls_minimum_protocol_version, 'TLSv1.2'),
      maxVersion: version(params.tls_maximum_protocol_version, 'TLSv1.3'),
      ciphers: (params.cipher_suites ?? []).join(':'),
      ...nameTest(validation),
    },
  };
}

/** TLS towards endpoints; `undefined` for plain text. @throws {BadValue} for a secret or file that is not there. */
function clientTls(socket: TypedExtension | undefined, keys: Keys): TlsClientPlan | undefined {
  const config = typedConfig<TlsContext>(socket, TYPES.upstreamTls);
  if (config === undefined) return undefined;
  const { plan, validation } = planOf(config.common_tls_context ?? {}, keys);
  return {
    ...plan,
    serverName: config.sni ?? '',
    verifies: validation !== undefined && validation.trust_chain_verification !== 'ACCEPT_UNTRUSTED',
  };
}

/** TLS towards clients; `undefined` for plain text. @throws {BadValue} for a secret or file that is not there. */
export function serverTls(socket: TypedExtension | undefined, keys: Keys): TlsServerPlan | undefined {
  const config = typedConfig<TlsContext>(socket, TYPES.downstreamTls);
  if (config === undefined) return undefined;
  const { plan, validation } = planOf(config.common_tls_context ?? {}, keys);
  const asks = validation === undefined ? 'none' : 'optional';
  return { ...plan, clientCertificate: config.require_client_certificate === true ? 'required' : asks };
}

/** How an endpoint is spoken to before the first byte of a message. */
export interface ClientTransport {
  readonly tls?: TlsClientPlan;
  readonly proxyProtocol?: 1 | 2;
}

interface ProxyProtocol extends Any {
  readonly config?: { readonly version?: 'V1' | 'V2' };
  readonly transport_socket?: TypedExtension;
}

/** TLS towards endpoints, and the PROXY protocol in front of it. @throws {BadValue} for a secret or file that is not there. */
export function clientTransport(socket: TypedExtension | undefined, keys: Keys): ClientTransport {
  const outer = typedConfig<ProxyProtocol>(socket, TYPES.upstreamProxyProtocol);
  if (outer) {
    const proxyProtocol = outer.config?.version === 'V2' ? 2 : 1;
    return { ...clientTransport(outer.transport_socket, keys), proxyProtocol };
  }
  const tls = clientTls(socket, keys);
  return tls === undefined ? {} : { tls };
}

/** What tells two transports apart; empty for plain text. */
export function transportKey({ tls, proxyProtocol }: ClientTransport): string {
  const announced = proxyProtocol === undefined ? '' : `proxy${proxyProtocol}`;
  return announced + (tls === undefined ? '' : JSON.stringify(tls));
}
