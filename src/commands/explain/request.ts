import type { MeshFlags } from '../../cli/mesh-options.ts';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { explainRequest } from '../../explain/explain.ts';
import { explainAtProxy } from '../../explain/explain-dump.ts';
import { hasEndpoints, snapshotOfDump } from '../../explain/from-dump.ts';
import { fieldOf, type Question, questionOf } from '../../explain/question.ts';
import { running } from '../../explain/stand-ins.ts';
import type { Explanation } from '../../explain/steps.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { parseAddress } from '../../model/ip.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { readMesh } from '../mesh/input.ts';
import { refusalStatus } from '../mesh/refusal.ts';
import { overridesOf } from '../mesh/workload.ts';
import { tellFindings } from '../proxy/tell.ts';
import { sourceOf } from '../proxy-config/source.ts';
import { callerOf, identityText } from './caller.ts';
import { runtimeOptions, told } from './options.ts';
import { explanationText } from './text.ts';

/** The flags of `meshctl explain request` as commander gives them. */
export interface ExplainRequestFlags extends MeshFlags {
  readonly header?: readonly string[];
  readonly caller?: string;
  readonly sourceIp?: string;
  readonly inbound?: boolean;
  readonly file?: string;
  readonly admin?: string;
  readonly verbose?: boolean;
  readonly output: 'text' | 'json' | 'yaml';
  readonly color: ColorChoice;
}

/** The question of a command line. Throws UsageError for words that make none. */
function asked([method = '', url = '']: readonly string[], { header = [] }: ExplainRequestFlags): Question {
  const fields = header.map((text) => {
    const field = fieldOf(text);
    if (field) return field;
    throw new UsageError('USAGE_HEADER', `-H: "${text}" is no header`, { hint: "write 'name: value'" });
  });
  const question = questionOf({ method, url, fields });
  if (typeof question !== 'string') return question;
  throw new UsageError('USAGE_REQUEST', question, {
    hint: 'write the method and the URL: meshctl explain request GET http://reviews:9080/ -f mesh/',
  });
}

function sourceAddress({ sourceIp }: ExplainRequestFlags): string {
  if (sourceIp === undefined || parseAddress(sourceIp) !== undefined) return sourceIp ?? '';
  throw new UsageError('USAGE_SOURCE_IP', `--source-ip: "${sourceIp}" is no address`);
}

async function ofDump(question: Question, flags: ExplainRequestFlags, host: Host): Promise<Explanation> {
  if (flags.filename !== undefined) {
    throw new UsageError('USAGE_FILENAME', '-f names manifests, and the dump of a proxy is given, too', {
      hint: 'give one of -f, --file and --admin',
    });
  }
  const { output: _, ...source } = flags;
  const { answer, name } = sourceOf({ flags: source, positionals: [], peer: '' }, host);
  const snapshot = snapshotOfDump(ConfigDump.parse(await answer(ADMIN_PATHS.everything), name));
  if (!hasEndpoints(snapshot)) {
    host.stderr.write('the dump has no endpoints: save it with config_dump?include_eds\n');
  }
  const { inbound = false, caller } = flags;
  const identity = identityText(caller);
  const options = runtimeOptions(host);
  return explainAtProxy({ snapshot, name, question, inbound, identity, sourceAddress: sourceAddress(flags), options });
}

/** The explanation, or the status of a run that its input forbids. */
async function ofFiles(question: Question, flags: ExplainRequestFlags, host: Host): Promise<Explanation | ExitStatus> {
  const reading = await readMesh(flags, host);
  const { diagnostics, absent } = reading;
  if (diagnostics.some(({ level }) => level === 'error')) {
    tellFindings(diagnostics, host, flags.color);
    return refusalStatus({ findings: diagnostics, absent });
  }
  const mesh = running(reading.mesh);
  const caller = callerOf({ mesh: mesh.mesh, node: reading.node, question }, flags);
  const overrides = overridesOf(flags);
  const options = runtimeOptions(host);
  return explainRequest({ ...mesh, question, caller, overrides, options, sourceAddress: sourceAddress(flags) });
}

/**
 * `meshctl explain request`: walks one request and prints each step. Status 0 whatever the request comes to; 65 and 66 for
 * input that cannot be read, 66 for a caller nobody has heard of.
 */
export async function explainOne(
  words: readonly string[],
  flags: ExplainRequestFlags,
  host: Host,
): Promise<ExitStatus> {
  const question = asked(words, flags);
  const isDump = flags.file !== undefined || flags.admin !== undefined;
  const explanation = await told(() => (isDump ? ofDump(question, flags, host) : ofFiles(question, flags, host)));
  if (typeof explanation === 'number') return explanation;
  const { output, verbose = false, color } = flags;
  if (output !== 'text') {
    host.stdout.write(await documentText(output, envelope('RequestExplanation', { ...explanation })));
    return EXIT.ok;
  }
  const paint = painter({ choice: color, env: host.env, stream: host.stdout });
  host.stdout.write(explanationText(explanation, { paint, verbose }));
  return EXIT.ok;
}
