/** The certificate of the workload that a run is, from the development authority. */

import { dirname } from 'node:path';
import { type SpiffeIdentity, spiffeUri, workloadOf } from '../../certs/names.ts';
import type { IdentityFlags } from '../../cli/identity-options.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { MeshIdentity } from '../../xds/compile/options.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { authorityFolder } from '../cert/folder.ts';
import { ensureWorkload, workloadFiles } from '../cert/store.ts';
import type { MeshReading } from './input.ts';

/** The secret that translations give the workload's certificate. */
const WORKLOAD_SECRET = 'default';
const DEFAULT_ACCOUNT = 'default';

/** Who the workload is, and where its certificate is kept; it may not be there yet. */
export interface DevelopmentIdentity {
  readonly folder: string;
  readonly identity: SpiffeIdentity;
  /** What a translation is told. */
  readonly mesh: MeshIdentity;
}

/** `undefined` where there is no folder for an authority: nobody names one, and there is no home. */
export function developmentIdentity(
  flags: IdentityFlags,
  { mesh, node }: Pick<MeshReading, 'mesh' | 'node'>,
  host: Host,
): DevelopmentIdentity | undefined {
  const { HOME: home, XDG_STATE_HOME: state, LOCALAPPDATA: local } = host.env;
  if (flags.caDir === undefined && !home && !state && !local) return undefined;
  const folder = authorityFolder(flags, host);
  const { trustDomain } = mesh.settings;
  const serviceAccount = flags.serviceAccount ?? node.serviceAccount ?? DEFAULT_ACCOUNT;
  const identity = { trustDomain, namespace: node.namespace, serviceAccount };
  const { identityFile, certificateFile } = workloadFiles(folder, identity);
  return {
    folder,
    identity,
    mesh: {
      certificateChain: { filename: identityFile },
      privateKey: { filename: identityFile },
      rootCertificate: { filename: certificateFile },
      folders: { certificate: dirname(identityFile), root: folder },
    },
  };
}

/** A certificate that is in use. */
export interface IssuedIdentity {
  readonly uri: string;
  /** When it is to be replaced, in milliseconds since 1970. */
  readonly renewAt: number;
}

/**
 * Sees to it that the certificate is there and fresh, where the snapshot has anybody use it; `undefined` where nobody does.
 * Throws ConfigError for a name that no certificate can have, and as `openAuthority` does.
 */
export async function provideIdentity(
  { secrets }: Pick<Snapshot, 'secrets'>,
  own: DevelopmentIdentity | undefined,
  host: Host,
): Promise<IssuedIdentity | undefined> {
  if (own === undefined || !secrets.some(({ name }) => name === WORKLOAD_SECRET)) return undefined;
  const uri = spiffeUri(own.identity);
  if (workloadOf(uri) === undefined) {
    throw new ConfigError('CONFIG_IDENTITY', `"${uri}" is no identity a certificate can have`, {
      hint: 'look at trustDomain of the mesh configuration, --namespace and --service-account',
    });
  }
  return { uri, renewAt: (await ensureWorkload(own.folder, own.identity, host)).getTime() };
}

/** The snapshot as it is before anybody has made the workload's certificate: its files are taken for empty. */
export function withoutIssued(snapshot: Snapshot, own: DevelopmentIdentity | undefined): Snapshot {
  if (own === undefined) return snapshot;
  const { certificateChain, rootCertificate } = own.mesh;
  const empty = [certificateChain, rootCertificate].reduce(
    (text, source) => text.replaceAll(JSON.stringify(source), JSON.stringify({ inline_string: '' })),
    JSON.stringify(snapshot.secrets),
  );
  // The border of JSON: what was written two lines above, with other data sources.
  return { ...snapshot, secrets: JSON.parse(empty) as Snapshot['secrets'] };
}
