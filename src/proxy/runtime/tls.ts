/** Transport sockets and secrets as what the sockets apply. */

import { createPrivateKey } from 'node:crypto';
import { type AlternativeName, alternativeNames } from '../../certs/names.ts';
import { readCertificates } from '../../certs/pem.ts';
import { TYPES } from '../../xds/compile/type-urls.ts';
import type { Any, DataSource, StringMatcher, TypedExtension } from '../../xds/resources/common.ts';
import type {
  CertificateValidationContext,
  CommonTlsContext,
  Secret,
  TlsCertificate,
  TlsContext,
} from '../../xds/resources/filter.ts';
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
  const inline = (context.tls_certificates ?? []).map((each) => certificateOf(each, 'a certificate', keys));
  const named = (context.tls_certificate_sds_secret_configs ?? []).map(({ name }) => namedCertificate(name, keys));
  return [...inline, ...named];
}

/** Many clusters share a secret: it is read and judged once. */
const known = new WeakMap<Keys, Map<string, Certificate>>();

function namedCertificate(name: string, keys: Keys): Certificate {
  const table = known.get(keys) ?? new Map<string, Certificate>();
  known.set(keys, table);
  const found = table.get(name) ?? certificateOf(secret(name, keys).tls_certificate, `the secret "${name}"`, keys);
  table.set(name, found);
  return found;
}

type Certificate = TlsServerPlan['certificates'][number];

function certificateOf(certificate: TlsCertificate | undefined, name: string, keys: Keys): Certificate {
  const chain = textOf(certificate?.certificate_chain, keys);
  const key = textOf(certificate?.private_key, keys);
  // Who only checks what would run has no certificate of the mesh yet.
  if (chain !== '' || key !== '') checkPair(chain, key, name);
  return { chain, key };
}

/** OpenSSL would say so too, but only to the first client. */
function checkPair(chain: string, key: string, name: string): void {
  const [leaf] = readCertificates(chain);
  if (leaf === undefined) throw new BadValue(`${name} has no certificate that can be read`);
  let fits: boolean;
  try {
    fits = leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    // Not the cause: what OpenSSL says of a key may say something about the key.
    throw new BadValue(`${name} has no private key that can be read`);
  }
  if (!fits) throw new BadValue(`${name} has a private key that is not the one of its certificate`);
}

/** Both halves of how the other side is checked, the secret's own fields last. */
function validationOf(context: CommonTlsContext, keys: Keys): CertificateValidationContext | undefined {
  const { combined_validation_context: combined } = context;
  const name = (combined?.validation_context_sds_secret_config ?? context.validation_context_sds_secret_config)?.name;
  const named = name === undefined ? undefined : secret(name, keys).validation_context;
  const own = combined?.default_validation_context ?? context.validation_context;
  return own === undefined && named === undefined ? undefined : { ...own, ...named };
}

/** OpenSSL's word for a type of name. */
const KINDS: Readonly<Record<string, string>> = {
  URI: 'URI',
  DNS: 'DNS',
  EMAIL: 'email',
  IP_ADDRESS: 'IP Address',
};

/** A wildcard in a certificate stands for one label, and no more (RFC 6125 6.4.3); matchers have no say in that. */
function wildcardTest({ exact }: StringMatcher): (name: string) => boolean {
  if (exact === undefined || !exact.includes('.')) return () => false;
  const wildcard = `*${exact.slice(exact.indexOf('.'))}`;
  return (name) => name === wildcard;
}

function nameTest(validation: CertificateValidationContext | undefined): Pick<TlsServerPlan, 'acceptsNames'> {
  const matchers = validation?.match_typed_subject_alt_names ?? [];
  if (matchers.length === 0) return {};
  const tests = matchers.map(({ san_type: type, matcher }) => {
    const covers = type === 'DNS' ? wildcardTest(matcher) : () => false;
    return { kind: KINDS[type] ?? '', test: textTest(matcher), covers };
  });
  const accepted = ({ type, value }: AlternativeName): boolean =>
    tests.some(({ kind, test, covers }) => kind === type && (test(value) || covers(value)));
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
      revocations: textOf(validation?.crl, keys),
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

function uriOf([certificate]: TlsServerPlan['certificates']): string {
  const names = alternativeNames(readCertificates(certificate?.chain ?? '')[0]?.subjectAltName);
  return names.find(({ type }) => type === 'URI')?.value ?? '';
}

/** TLS towards clients; `undefined` for plain text. @throws {BadValue} for a secret or file that is not there. */
export function serverTls(socket: TypedExtension | undefined, keys: Keys): TlsServerPlan | undefined {
  const config = typedConfig<TlsContext>(socket, TYPES.downstreamTls);
  if (config === undefined) return undefined;
  const { plan, validation } = planOf(config.common_tls_context ?? {}, keys);
  const asks = validation === undefined ? 'none' : 'optional';
  return {
    ...plan,
    ownUri: uriOf(plan.certificates),
    clientCertificate: config.require_client_certificate === true ? 'required' : asks,
  };
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
