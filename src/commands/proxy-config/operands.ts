import { ADMIN_PATHS, type AdminPath } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { EXIT } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { SourceFlags } from './flags.ts';
import { operandSource } from './source.ts';

/** A dump and what messages call it. */
export interface NamedDump {
  readonly name: string;
  readonly dump: ConfigDump;
}

/** Arguments that name proxies. */
export interface Operands {
  readonly texts: readonly string[];
  readonly flags: SourceFlags;
  /** What is asked of them; default everything. */
  readonly path?: AdminPath;
}

/** The dumps some arguments stand for. */
export async function readDumps(
  { texts, flags, path = ADMIN_PATHS.everything }: Operands,
  host: Host,
): Promise<readonly NamedDump[]> {
  const dumps: NamedDump[] = [];
  // Files may be compared whoever is imitated.
  const { compat: _, ...own } = flags;
  for (const text of texts) {
    const source = operandSource(text, { flags: own }, host);
    const bytes = await source.answer(path);
    dumps.push({ name: source.name, dump: ConfigDump.parse(bytes, source.name).checked() });
  }
  return dumps;
}

/** The two dumps of a comparison. Throws EnvoyError for another number of arguments. */
export async function readPair(operands: Operands, host: Host): Promise<readonly [NamedDump, NamedDump]> {
  const { texts } = operands;
  if (texts.length === 2) {
    const [left, right] = await readDumps(operands, host);
    if (left && right) return [left, right];
  }
  throw new EnvoyError('USAGE_PAIR', `two proxies are compared, and ${texts.length} named`, {
    peer: 'rootca-compare requires 2 pods as an argument',
    exitCode: EXIT.usage,
    hint: 'name two dumps, admin ports or workloads: before.json after.json',
  });
}
