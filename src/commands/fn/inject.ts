import type { Command } from 'commander';
import type { InjectConfig } from '../../inject/config.ts';
import { type InjectRun, injectObject, type ObjectReport } from '../../inject/inject.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import { MemoLoader } from '../../yaml/load.ts';
import { extraKinds, injectConfig, readConfig, type Surroundings } from '../inject/configure.ts';
import type { InjectFlags } from '../inject/flags.ts';
import { readSurroundings } from '../inject/sources.ts';
import { applyFunctionConfig } from './function-config.ts';
import {
  listText,
  type RepeatFlags,
  type ResourceList,
  readResourceList,
  repeatFindings,
  resultsOf,
} from './resource-list.ts';

/** The Namespaces and ProxyConfigs of the list, besides those of files. */
function surroundingsIn({ items }: ResourceList, given: Surroundings): Surroundings {
  const namespaces = new Map(given.namespaces);
  const proxyConfigs: JsonMap[] = [...given.proxyConfigs];
  for (const item of items.filter(isMap)) {
    if (item['kind'] === 'Namespace') namespaces.set(asString(asMap(item['metadata'])['name']) ?? '', item);
    if (item['kind'] === 'ProxyConfig') proxyConfigs.push(item);
  }
  return { namespaces, proxyConfigs };
}

function findingsOf({ resource, problems }: ObjectReport, index: number): readonly Diagnostic[] {
  return problems.map(({ code, message, path, remediation }) => ({
    code,
    level: CODES[code].level,
    message,
    origin: { resource },
    path: ['items', index, ...path],
    remediation: remediation ?? CODES[code].remediation,
  }));
}

/** Every item with its sidecar, and what was found on the way. */
function injectItems(
  { items }: ResourceList,
  config: InjectConfig,
  run: InjectRun,
): { readonly items: readonly unknown[]; readonly findings: readonly Diagnostic[] } {
  const results = items.map((item) => injectObject(item, config, run));
  return {
    items: results.map(({ value }) => value),
    findings: results.flatMap(({ reports }, index) => reports.flatMap((report) => findingsOf(report, index))),
  };
}

/**
 * The whole of `meshctl fn inject`: the list comes back with sidecars, or as it was where one was refused. Throws InputError
 * for what is no ResourceList, ConfigError and UsageError for a bad configuration.
 */
export async function fnInject(command: Command, host: Host): Promise<ExitStatus> {
  const list = await readResourceList(host);
  applyFunctionConfig(command, list.functionConfig);
  const flags = command.optsWithGlobals<InjectFlags & RepeatFlags>();
  const around = surroundingsIn(list, await readSurroundings([], flags, host));
  const config = injectConfig(await readConfig(flags, host), { flags, around, env: host.env });
  const run = { loader: new MemoLoader(), trace: false, extraKinds: extraKinds(flags) };
  const { items, findings } = injectItems(list, config, run);
  const refused = findings.some(({ level }) => level === 'error');
  host.stdout.write(listText(list, refused ? list.items : items, resultsOf(list, findings)));
  repeatFindings(findings, flags, host);
  return refused ? EXIT.input : EXIT.ok;
}
