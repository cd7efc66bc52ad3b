/** TLS of gateways' servers. */
import type { PlacedServer } from '../../../mesh/gateways.ts';
import type { ServerTls } from '../../../mesh/types/common.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type {
  CertificateValidationContext,
  CommonTlsContext,
  SdsSecretConfig,
  TlsContext,
} from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { credential, fileCertificate, fileRoot, meshSecrets } from '../secrets.ts';
import { TYPES } from '../type-urls.ts';

const VERSIONS: Readonly<Record<string, string>> = {
  TLSV1_0: 'TLSv1_0',
  TLSV1_1: 'TLSv1_1',
  TLSV1_2: 'TLSv1_2',
  TLSV1_3: 'TLSv1_3',
};

function parameters({ minProtocolVersion = '', maxProtocolVersion = '', cipherSuites = [] }: ServerTls) {
  const minimum = VERSIONS[minProtocolVersion];
  const maximum = VERSIONS[maxProtocolVersion];
  const params = {
    ...(minimum === undefined ? {} : { tls_minimum_protocol_version: minimum }),
    ...(maximum === undefined ? {} : { tls_maximum_protocol_version: maximum }),
    ...(cipherSuites.length === 0 ? {} : { cipher_suites: cipherSuites }),
  };
  return Object.keys(params).length === 0 ? {} : { tls_params: params };
}

interface Material {
  readonly certificates: readonly SdsSecretConfig[];
  readonly root: SdsSecretConfig | undefined;
}

function fromSecrets(context: CompileContext, { server, resource, path }: PlacedServer, tls: ServerTls): Material {
  const names = tls.credentialName ? [tls.credentialName] : (tls.credentialNames ?? []);
  const { namespace } = context.options.node;
  // A file does not say in which namespace the gateway's workload will run: that of the Gateway is as good a guess.
  const found = names.map((name) => ({
    name,
    credential: credential(context, name, namespace) ?? credential(context, name, resource.namespace),
  }));
  for (const { name, credential: each } of found) {
    if (each?.certificate) continue;
    const message = `the server "${server.port?.name ?? ''}" needs the Secret "${name}" with a certificate and its key in the namespace "${namespace}"`;
    context.report(resource, 'MSH5006', { message, path: [...path, 'tls'] });
  }
  return {
    certificates: found.flatMap(({ credential: each }) => each?.certificate ?? []),
    root: found.find(({ credential: each }) => each?.root)?.credential?.root,
  };
}

function fromFiles(context: CompileContext, tls: ServerTls): Material {
  const own = { serverCertificate: tls.serverCertificate ?? '', privateKey: tls.privateKey ?? '' };
  const pairs = tls.tlsCertificates && tls.tlsCertificates.length > 0 ? tls.tlsCertificates : [own];
  return {
    certificates: pairs.flatMap(({ serverCertificate: chain, privateKey: key }) =>
      chain && key ? [fileCertificate(context, chain, key)] : [],
    ),
    root: tls.caCertificates ? fileRoot(context, tls.caCertificates, tls.caCrl) : undefined,
  };
}

function meshMaterial(context: CompileContext): Material {
  const secrets = meshSecrets(context);
  return {
    certificates: secrets?.tls_certificate_sds_secret_configs ?? [],
    root: secrets?.validation_context_sds_secret_config,
  };
}

function materialOf(context: CompileContext, placed: PlacedServer, tls: ServerTls): Material {
  if (tls.mode === 'ISTIO_MUTUAL') return meshMaterial(context);
  const named = tls.credentialName || (tls.credentialNames ?? []).length > 0;
  return named ? fromSecrets(context, placed, tls) : fromFiles(context, tls);
}

function validation(tls: ServerTls, root: SdsSecretConfig): Partial<CommonTlsContext> {
  const names = tls.subjectAltNames ?? [];
  const checks: CertificateValidationContext =
    names.length === 0
      ? {}
      : { match_typed_subject_alt_names: names.map((exact) => ({ san_type: 'DNS', matcher: { exact } })) };
  return {
    combined_validation_context: { default_validation_context: checks, validation_context_sds_secret_config: root },
  };
}

/** Says why a server has no certificate; Secrets that are missing have been named already. */
function reportMissing(context: CompileContext, { server, resource, path }: PlacedServer, tls: ServerTls): void {
  if (tls.credentialName || (tls.credentialNames ?? []).length > 0) return;
  const needs =
    tls.mode === 'ISTIO_MUTUAL'
      ? 'a certificate of the mesh, which this run has not'
      : 'serverCertificate and privateKey';
  const message = `the server "${server.port?.name ?? ''}" needs ${needs}`;
  context.report(resource, 'MSH5006', { message, path: [...path, 'tls'] });
}

const ASKS_CLIENT: ReadonlySet<string | undefined> = new Set(['MUTUAL', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL']);

/** The TLS of a server that ends it; `undefined` when its certificate is missing, which is a finding. */
export function serverTls(
  context: CompileContext,
  placed: PlacedServer,
  protocols: readonly string[],
): TypedExtension<TlsContext> | undefined {
  const tls = placed.server.tls ?? {};
  const { certificates, root } = materialOf(context, placed, tls);
  if (certificates.length === 0) {
    reportMissing(context, placed, tls);
    return undefined;
  }
  const asks = ASKS_CLIENT.has(tls.mode);
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': TYPES.downstreamTls,
      common_tls_context: {
        ...parameters(tls),
        ...(protocols.length === 0 ? {} : { alpn_protocols: protocols }),
        tls_certificate_sds_secret_configs: certificates,
        ...(asks && root ? validation(tls, root) : {}),
      },
      require_client_certificate: asks && tls.mode !== 'OPTIONAL_MUTUAL',
    },
  };
}
