import { inspectChain } from '../../certs/inspect.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { type AuthorityFlags, authorityFolder } from './folder.ts';
import { openAuthority } from './store.ts';

/** The flags of `meshctl cert ca` as commander gives them. */
export interface CaFlags extends AuthorityFlags {
  readonly output: 'text' | 'json' | 'yaml' | 'pem';
}

/** `meshctl cert ca`: shows the authority of the folder, and makes it first where there is none. */
export async function runCa(flags: CaFlags, host: Host): Promise<ExitStatus> {
  const folder = authorityFolder(flags, host);
  const { pair, certificateFile: file, made } = await openAuthority(folder, host);
  if (flags.output === 'pem') {
    host.stdout.write(pair.certificate);
    return EXIT.ok;
  }
  const context = { now: host.now(), soonDays: 0, authorities: '' };
  const held = { source: file, chain: pair.certificate, roots: pair.certificate, key: '' };
  const [certificate] = inspectChain(held, context).certificates;
  if (flags.output !== 'text') {
    host.stdout.write(
      await documentText(flags.output, envelope('CertificateAuthority', { folder, file, made, certificate })),
    );
    return EXIT.ok;
  }
  const lines = [
    made ? 'made a development authority' : 'there is a development authority',
    `  certificate  ${file}`,
    `  subject      ${certificate?.subject ?? ''}`,
    `  expires      ${certificate?.notAfter ?? ''} (${certificate?.daysLeft ?? 0} days)`,
    `  SHA-256      ${certificate?.fingerprint ?? ''}`,
    `clients trust it by its certificate: curl --cacert ${file} …`,
  ];
  host.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
