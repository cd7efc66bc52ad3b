import { DEFAULT_STATUS_PORT } from '../../inject/constants.ts';
import type { KindOptions } from '../../inject/kinds.ts';
import { uninjectManifest } from '../../inject/manifest.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';
import { readManifests } from '../../yaml/parse.ts';
import { extraKinds } from './configure.ts';
import { type DestinationFlags, destination, emit, splitOutput } from './destination.ts';
import { jsonFormat, type RewriteFormat, textFormat } from './formats.ts';
import { Outputs } from './outputs.ts';
import { named } from './report.ts';
import { readSources, type Source } from './sources.ts';

/** What `-o` can print; any other word is a path. */
export const FORMATS = ['yaml', 'json', 'diff'] as const;

/** The flags of `meshctl uninject` as commander gives them. */
export interface UninjectFlags extends DestinationFlags {
  readonly filename?: readonly string[];
  readonly exclude?: readonly string[];
  readonly check?: boolean;
  readonly statusPort?: string;
  readonly kind?: readonly string[];
  readonly color: ColorChoice;
}

function statusPort(flags: UninjectFlags): number {
  const port = flags.statusPort ?? String(DEFAULT_STATUS_PORT);
  if (!/^[0-9]{1,5}$/.test(port)) throw new UsageError('USAGE_PORT', `--status-port "${port}" is not a port`);
  return Number(port);
}

async function formatOf(flags: UninjectFlags, format: (typeof FORMATS)[number], host: Host): Promise<RewriteFormat> {
  if (format === 'yaml') return textFormat;
  if (format === 'json') return jsonFormat();
  const { diffFormat } = await import('./format-diff.ts');
  return diffFormat(painter({ choice: flags.color, env: host.env, stream: host.stdout }));
}

/** What a run found out, before any of it is printed or written. */
interface Outcome {
  readonly findings: readonly Diagnostic[];
  /** A line for every object that changes. */
  readonly done: readonly string[];
}

function uninjectAll(sources: readonly Source[], outputs: Outputs, flags: UninjectFlags): Outcome {
  const port = statusPort(flags);
  const options: KindOptions = { compat: false, extra: extraKinds(flags), legacy: true };
  const word = flags.check ? 'to uninject' : 'uninjected ';
  const findings: Diagnostic[] = [];
  const done: string[] = [];
  for (const source of sources) {
    if (source.problem) findings.push(source.problem);
    const { file, end } = outputs.begin(source.name);
    const before = done.length;
    for (const { manifest, diagnostics } of readManifests(source.text, source.name)) {
      findings.push(...diagnostics);
      if (!manifest) continue;
      const result = uninjectManifest(manifest, options, port);
      findings.push(...result.diagnostics);
      file.add(result);
      for (const { resource, path } of result.objects)
        done.push(`${word} ${named(resource)} (${manifest.file}:${manifest.locate(path).start.line})\n`);
    }
    end(done.length > before);
  }
  return { findings, done };
}

/** The whole of `meshctl uninject`: reads everything, then writes everything or nothing. */
export async function runUninject(flags: UninjectFlags, host: Host): Promise<ExitStatus> {
  const { format = 'yaml', path } = splitOutput(flags, FORMATS);
  const shape = await formatOf(flags, format, host);
  const outputs = new Outputs(shape);
  try {
    const sources = await readSources(flags, host);
    const { findings, done } = uninjectAll(sources, outputs, flags);
    host.stderr.write(findingsText(findings, painter({ choice: flags.color, env: host.env, stream: host.stderr })));
    if (flags.check) host.stderr.write(done.join(''));
    if (flags.check && outputs.changed) return EXIT.findings;
    if (findings.some(({ level }) => level === 'error')) {
      host.stderr.write('nothing was written\n');
      return EXIT.input;
    }
    if (flags.check) return EXIT.ok;
    const where = destination(flags, path, { cwd: host.cwd, files: sources.length });
    const written = await emit(outputs.finish(), { where, separate: shape.documents }, host);
    host.stderr.write([...done, ...written.map((file) => `wrote ${file}\n`)].join(''));
    return EXIT.ok;
  } finally {
    outputs.close();
  }
}
