/** What goes into a bug report, without its secrets. */
import { basename } from 'node:path';
import { effectiveSettings } from '../../cli/settings/effective.ts';
import { merged, type Redacted, redactManifests, redactText } from '../../doctor/redact.ts';
import { checks, TOOLS } from '../../doctor/report.ts';
import { redactDump } from '../../envoy/redact-dump.ts';
import { readInput, readInputs } from '../../io/inputs.ts';
import { MeshctlError } from '../../model/errors.ts';
import { envelope, json } from '../../output/json.ts';
import { decodeText } from '../../yaml/decode.ts';
import { parseManifests } from '../../yaml/parse.ts';
import { gather } from '../doctor.ts';
import { adminTarget } from '../snapshot/admin-target.ts';
import { fetchPages } from '../snapshot/pages.ts';
import type { BugReportCall } from './run.ts';

/** A file of the archive. */
export interface Gathered {
  /** Its path in the archive. */
  readonly file: string;
  readonly redacted: Redacted;
}

/** Everything there is to pack. */
export interface Contents {
  readonly gathered: readonly Gathered[];
  /** What could not be had, a line each. */
  readonly problems: readonly string[];
}

/** An answer of a proxy: private keys that only their place tells are blanked first. */
function redactAnswer(content: string | Uint8Array): Redacted {
  const bytes = Buffer.from(content);
  const before = bytes.toString();
  const dump = redactDump(bytes);
  const blanks = dump.split('"[redacted]"').length - before.split('"[redacted]"').length;
  const { text, redactions } = redactText(dump);
  return { text, redactions: merged(blanks > 0 ? [{ what: 'secret of a dump', count: blanks }] : [], redactions) };
}

function redactManifestFile(bytes: Uint8Array, name: string): Redacted {
  const decoded = decodeText(bytes, name);
  if (!('text' in decoded)) return { text: `${decoded.diagnostic.message}\n`, redactions: [] };
  return redactManifests(decoded.text, parseManifests(decoded.text, name).manifests);
}

/** Paths that stay inside of the archive's folder, whatever they were outside. */
const inside = (folder: string, name: string): string =>
  `${folder}/${name
    .replace(/^[a-z]+:\/\//i, '')
    .replaceAll('\\', '/')
    .split('/')
    .filter((step) => !/^(?:|\.{1,2}|[a-z]:)$/i.test(step))
    .join('/')}`;

async function ofProxies({ flags, words, host }: BugReportCall, problems: string[]): Promise<readonly Gathered[]> {
  const found: Gathered[] = [];
  for (const target of [...words, ...(flags.admin ?? [])].map((name) => adminTarget(name, host))) {
    try {
      for (const { file, content } of await fetchPages(target, host)) {
        found.push({ file: `proxies/${target.folder}/${file}`, redacted: redactAnswer(content) });
      }
    } catch (error) {
      if (!(error instanceof MeshctlError)) throw error;
      problems.push(`${target.name}: ${error.message}`);
    }
  }
  return found;
}

async function ofFiles({ flags, host }: BugReportCall): Promise<readonly Gathered[]> {
  const found: Gathered[] = [];
  for (const [index, name] of (flags.file ?? []).entries()) {
    const file = `files/${index + 1}/${name === '-' ? 'standard-input' : basename(name)}`;
    found.push({ file, redacted: redactAnswer(await readInput(name, host)) });
  }
  for await (const { name, bytes } of readInputs(flags.filename ?? [], host)) {
    const file = inside('manifests', name === '-' ? 'standard-input.yaml' : name);
    found.push({ file, redacted: redactManifestFile(bytes, name) });
  }
  return found;
}

async function ofProgram({ command, host }: BugReportCall, problems: string[]): Promise<readonly Gathered[]> {
  const doctor = envelope('DoctorReport', { checks: checks(await gather(TOOLS, host)) });
  const found = [{ file: 'doctor.json', redacted: redactText(json(doctor)) }];
  try {
    const settings = envelope('Configuration', { settings: await effectiveSettings(command, host) });
    found.push({ file: 'settings.json', redacted: redactText(json(settings)) });
  } catch (error) {
    if (!(error instanceof MeshctlError)) throw error;
    problems.push(`settings: ${error.message}`);
  }
  return found;
}

/** Reads everything a report is to have. Throws as {@link readInput} does for a file that was named. */
export async function contentsOf(call: BugReportCall): Promise<Contents> {
  const problems: string[] = [];
  const gathered = [
    ...(await ofProgram(call, problems)),
    ...(await ofProxies(call, problems)),
    ...(await ofFiles(call)),
  ];
  return { gathered, problems };
}
