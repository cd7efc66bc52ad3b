import { type ChainReport, type HeldChain, inspectChain, isSound } from '../../certs/inspect.ts';
import { readInput, STDIN } from '../../io/inputs.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { type Row, table } from '../../output/table.ts';
import { chainsOfFile } from './held.ts';

/** The flags of `meshctl cert inspect` as commander gives them. */
export interface InspectFlags {
  readonly admin?: string;
  readonly ca?: string;
  readonly warnDays: number;
  readonly exitCode?: boolean;
  readonly output: 'table' | 'json' | 'yaml';
}

const HEADER: Row = ['SOURCE', 'KIND', 'IDENTITY', 'ISSUER', 'EXPIRES', 'DAYS LEFT', 'STATE', 'TRUST', 'KEY'];

const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** A row for each certificate; what is true of the whole chain stands with its first. */
function rowsOf({ source, trust, privateKey, certificates }: ChainReport): readonly Row[] {
  return certificates.map(({ kind, names, subject, issuer, notAfter, daysLeft, state }, index) => [
    index === 0 ? source : '',
    kind,
    names.length === 0 ? subject : names.map(({ value }) => value).join(', '),
    issuer,
    notAfter.slice(0, DATE_LENGTH),
    String(daysLeft),
    state,
    index === 0 ? trust : '',
    index === 0 ? privateKey : '',
  ]);
}

async function chainsOf({ admin }: InspectFlags, files: readonly string[], host: Host): Promise<readonly HeldChain[]> {
  if (files.length === 0 && admin === undefined) {
    throw new UsageError('USAGE_FILE', 'nothing to inspect is named', {
      hint: 'name a file, - for standard input, or a proxy with --admin HOST:PORT',
    });
  }
  const held: HeldChain[] = [];
  for (const file of files) held.push(...(await chainsOfInput(file, host)));
  if (admin !== undefined) held.push(...(await chainsOfProxy(admin, host)));
  return held;
}

async function chainsOfInput(file: string, host: Host): Promise<readonly HeldChain[]> {
  return chainsOfFile(await readInput(file, host), file === STDIN ? 'standard input' : file);
}

async function chainsOfProxy(admin: string, host: Host): Promise<readonly HeldChain[]> {
  const [{ fetchAdmin, parseAdminAddress }, { ADMIN_PATHS }, { chainsOfDump }] = await Promise.all([
    import('../../io/admin.ts'),
    import('../../envoy/admin-paths.ts'),
    import('./held-dump.ts'),
  ]);
  return chainsOfDump(await fetchAdmin(parseAdminAddress(admin), ADMIN_PATHS.secrets, { signal: host.signal }), admin);
}

async function authoritiesOf({ ca }: InspectFlags, host: Host): Promise<string> {
  if (ca === undefined) return '';
  const chains = await chainsOfInput(ca, host);
  return chains.map(({ chain }) => chain).join('\n');
}

/**
 * `meshctl cert inspect`: says what is to be said of the certificates, never of a key more than whose it is. Status 79 with
 * `--exit-code` when something is not as it should be. Throws UsageError when nothing is named, InputError for what holds no
 * certificate, and what reading files and admin ports throws.
 */
export async function runInspect(flags: InspectFlags, files: readonly string[], host: Host): Promise<ExitStatus> {
  const context = { now: host.now(), soonDays: flags.warnDays, authorities: await authoritiesOf(flags, host) };
  const reports = (await chainsOf(flags, files, host)).map((held) => inspectChain(held, context));
  if (flags.output === 'table') host.stdout.write(table(HEADER, reports.flatMap(rowsOf)));
  else host.stdout.write(await documentText(flags.output, envelope('CertificateList', { items: reports })));
  return flags.exitCode && !reports.every(isSound) ? EXIT.findings : EXIT.ok;
}
