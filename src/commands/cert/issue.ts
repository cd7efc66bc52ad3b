import { join, resolve } from 'node:path';
import { inspectChain } from '../../certs/inspect.ts';
import { spiffeTrustDomain } from '../../certs/names.ts';
import { writePrivate } from '../../io/private-file.ts';
import { makeFolder, writeAtomically } from '../../io/write.ts';
import { parseDuration } from '../../model/duration.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { type AuthorityFlags, authorityFolder } from './folder.ts';
import { issue, openAuthority } from './store.ts';

/** The flags of `meshctl cert issue` as commander gives them. */
export interface IssueFlags extends AuthorityFlags {
  readonly spiffe?: string;
  readonly dns?: readonly string[];
  readonly out: string;
  readonly lifetime: string;
  readonly output: 'text' | 'json' | 'yaml';
}

const NANOSECONDS = 1_000_000n;
/** X.509 counts in seconds, and a certificate of less is over before it is used. */
const MIN_LIFETIME_MS = 1000;

function lifetimeMs({ lifetime }: IssueFlags): number {
  const nanoseconds = parseDuration(lifetime);
  const milliseconds = nanoseconds === undefined ? 0 : Number(nanoseconds / NANOSECONDS);
  if (milliseconds >= MIN_LIFETIME_MS) return milliseconds;
  throw new UsageError('USAGE_LIFETIME', `--lifetime: "${lifetime}" is no duration of a second or more`, {
    hint: 'write 24h or 30m',
  });
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`, 'i');

function namesOf({ spiffe, dns = [] }: IssueFlags) {
  if (spiffe === undefined && dns.length === 0) {
    throw new UsageError('USAGE_NAMES', 'a certificate needs a name', {
      hint: 'give --spiffe spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT, --dns NAME, or both',
    });
  }
  if (spiffe !== undefined && spiffeTrustDomain(spiffe) === undefined) {
    throw new UsageError('USAGE_SPIFFE', `--spiffe: "${spiffe}" is no SPIFFE identity`, {
      hint: 'write spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT',
    });
  }
  const wrong = dns.find((name) => name.length > 253 || !HOST_NAME.test(name));
  if (wrong !== undefined) throw new UsageError('USAGE_DNS', `--dns: "${wrong}" is no host name`);
  return { ...(spiffe === undefined ? {} : { uri: spiffe }), dnsNames: dns.map((name) => name.toLowerCase()) };
}

/** `meshctl cert issue`: writes cert.pem, key.pem (for its owner alone) and ca.pem. */
export async function runIssue(flags: IssueFlags, host: Host): Promise<ExitStatus> {
  const order = { ...namesOf(flags), lifetimeMs: lifetimeMs(flags) };
  const authority = await openAuthority(authorityFolder(flags, host), host);
  const { certificate, key } = await issue(order, authority, host);
  const roots = authority.pair.certificate;
  await makeFolder(flags.out, host);
  const files = { certificate: 'cert.pem', key: 'key.pem', authority: 'ca.pem' };
  await writePrivate(resolve(host.cwd, flags.out, files.key), key);
  await writeAtomically(join(flags.out, files.certificate), certificate, host);
  await writeAtomically(join(flags.out, files.authority), roots, host);
  const held = { source: join(flags.out, files.certificate), chain: certificate, roots, key };
  const report = inspectChain(held, { now: host.now(), soonDays: 0, authorities: '' });
  if (flags.output !== 'text') {
    host.stdout.write(
      await documentText(flags.output, envelope('IssuedCertificate', { folder: flags.out, ...report })),
    );
    return EXIT.ok;
  }
  const [made] = report.certificates;
  const names = made?.names.map(({ value }) => value).join(', ') ?? '';
  host.stdout.write(
    `${Object.values(files).join(', ')} in ${flags.out}: ${names}, valid until ${made?.notAfter ?? ''}\n`,
  );
  return EXIT.ok;
}
