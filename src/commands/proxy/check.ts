import { refusePositionals } from '../../cli/options.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { json } from '../../output/json.ts';
import { yaml } from '../../output/yaml.ts';
import { DEFAULT_OPTIONS } from '../../proxy/runtime/options.ts';
import { withoutIssued } from '../mesh/identity.ts';
import { refusalStatus } from '../mesh/refusal.ts';
import { compileFiles } from './compile.ts';
import { listenerLines, nodeText } from './describe.ts';
import type { CheckFlags } from './flags.ts';
import { runtimeFor } from './runtime-for.ts';
import { tellFindings } from './tell.ts';
import { validated } from './validated.ts';
import type { Words } from './words.ts';

/**
 * `meshctl proxy check`: everything `run` does before it listens, and what `meshctl validate` says of each object. Findings go to stderr; 65 or 66 when they forbid to run.
 */
export async function runCheck(flags: CheckFlags, host: Host, { words, self }: Words): Promise<ExitStatus> {
  refusePositionals(self, words);
  const compiled = await compileFiles(flags, host);
  const { snapshot, manifests, node, absent, files, identity } = compiled;
  const { namespace, lenient = false } = flags;
  const rules = { namespace, rootNamespace: compiled.rootNamespace, lenient };
  const findings = [...compiled.findings, ...(await validated(manifests, rules, compiled.findings))];
  tellFindings(findings, host, flags.color);
  if (findings.some(({ level }) => level === 'error')) return refusalStatus({ findings, absent });
  runtimeFor(withoutIssued(snapshot, identity), { runtime: DEFAULT_OPTIONS, host });
  const listeners = listenerLines(snapshot);
  if (flags.output === 'table') {
    const lines = listeners.map(
      ({ address, serves, from }) => `${address}  ${serves}${from === '' ? '' : `  (${from})`}\n`,
    );
    host.stdout.write(
      `${nodeText(node)}\n${lines.join('')}${snapshot.clusters.length} clusters from ${files.length} files\n`,
    );
    return EXIT.ok;
  }
  const value = {
    apiVersion: 'meshctl.dev/v1',
    kind: 'ProxyCheck',
    workload: node,
    listeners,
    clusters: snapshot.clusters.map(({ name }) => name),
    files,
  };
  host.stdout.write(flags.output === 'json' ? json(value) : yaml(value));
  return EXIT.ok;
}
