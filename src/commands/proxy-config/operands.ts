import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { EXIT } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { operandSource } from './source.ts';

/** A dump and what messages call it. */
export interface NamedDump {
  readonly name: string;
  readonly dump: ConfigDump;
}

/** The dumps some arguments stand for, whole. */
export async function readDumps(texts: readonly string[], host: Host): Promise<readonly NamedDump[]> {
  const dumps: NamedDump[] = [];
  for (const text of texts) {
    const source = operandSource(text, host);
    dumps.push({ name: source.name, dump: ConfigDump.parse(await source.answer(ADMIN_PATHS.everything), source.name) });
  }
  return dumps;
}

/** The two dumps of a comparison. Throws EnvoyError for another number of arguments. */
export async function readPair(texts: readonly string[], host: Host): Promise<readonly [NamedDump, NamedDump]> {
  if (texts.length === 2) {
    const [left, right] = await readDumps(texts, host);
    if (left && right) return [left, right];
  }
  throw new EnvoyError('USAGE_PAIR', `two proxies are compared, and ${texts.length} named`, {
    peer: 'rootca-compare requires 2 pods as an argument',
    exitCode: EXIT.usage,
    hint: 'name two dumps or admin ports: before.json after.json',
  });
}
