import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ADMIN_PATHS, type AnswerSource } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { EXIT } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { adminSource, fileSource, workloadProblem } from './source.ts';

const HOST_PORT = /^(?:\[[0-9a-fA-F:.]+\]|[^/\\:]*):\d{1,5}$/;

/** A dump and what messages call it. */
export interface NamedDump {
  readonly name: string;
  readonly dump: ConfigDump;
}

/** What an argument stands for: a file or folder of that name, standard input (`-`), or an admin port (`HOST:PORT`). */
async function operandSource(text: string, host: Host): Promise<AnswerSource> {
  if (text === '-' || (await exists(text, host))) return fileSource(text, host);
  if (HOST_PORT.test(text)) return adminSource(text, host);
  // A path that does not exist is told as such when it is read.
  if (/[\\/]|\.json$/.test(text)) return fileSource(text, host);
  throw workloadProblem(text);
}

async function exists(path: string, host: Host): Promise<boolean> {
  return stat(resolve(host.cwd, path)).then(
    () => true,
    () => false,
  );
}

/** The dumps some arguments stand for, whole. */
export async function readDumps(texts: readonly string[], host: Host): Promise<readonly NamedDump[]> {
  const dumps: NamedDump[] = [];
  for (const text of texts) {
    const source = await operandSource(text, host);
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
