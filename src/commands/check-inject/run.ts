import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { resolvePod } from '../../kube/workload.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { getIn, stringMap } from '../../model/json.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { type ObjectReader, type ReaderFlags, withObjects } from '../kube/reader.ts';
import { type WorkloadLabels, workloadIn } from '../kube/workload-in.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { type Subject, type Verdict, verdictsOf } from './decide.ts';

/** Flags of check-inject. */
export interface CheckFlags extends ReaderFlags {
  readonly labels?: string;
  readonly output?: string;
  readonly compat?: 'istioctl';
  readonly color?: ColorChoice;
}

const NONE = 'no Istio injection hooks present.';
const SEVERAL = 'multiple webhooks will inject, which can lead to errors';

/** `meshctl check-inject`: what every injector does with a pod. */
export async function runCheckInject(call: Call<CheckFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const [word] = positionals;
    if (positionals.length > 1 || (word === undefined) === (flags.labels === undefined)) throw unclear();
    const verdicts = await withObjects(flags, host, async (reader) => {
      const subject = word === undefined ? await imagined(reader, flags.labels ?? '') : await present(reader, word);
      return verdictsOf(await reader.list(RESOURCES.mutatingWebhooks), subject);
    });
    if (format !== 'table') {
      host.stdout.write(await documentText(format, envelope('InjectionCheck', { items: verdicts })));
    } else if (flags.compat !== undefined) host.stdout.write(peerText(verdicts));
    else writeTable(verdicts, call);
    return EXIT.ok;
  });
}

function unclear(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no workload is named, or several', {
    hint: 'name one: POD[.NAMESPACE], deploy/NAME; or the labels a pod would have, with -l',
    peer: 'check-inject requires only [<resource-type>/]<resource-name>[.<namespace>], or specify labels flag',
    exitCode: EXIT.usage,
  });
}

async function imagined(reader: ObjectReader, labels: string): Promise<Subject> {
  const pairs = labels.split(',').map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)] as const);
  return { namespace: await namespaceLabels(reader, reader.namespace), pod: Object.fromEntries(pairs) };
}

async function present(reader: ObjectReader, word: string): Promise<Subject> {
  const { namespace, labels } = await labelsOf(reader, word);
  return { namespace: await namespaceLabels(reader, namespace), pod: stringMap(labels) };
}

async function labelsOf(reader: ObjectReader, word: string): Promise<WorkloadLabels> {
  if (!reader.client) return workloadIn(reader, word);
  const { pod, namespace } = await resolvePod(reader.client, word);
  return podFacts(await reader.get(RESOURCES.pods, { namespace, name: pod }));
}

async function namespaceLabels(reader: ObjectReader, name: string): Promise<Readonly<Record<string, string>>> {
  const namespace = await reader.get(RESOURCES.namespaces, { name });
  return stringMap(getIn(namespace, ['metadata', 'labels']));
}

/** Columns two apart; marks are always coloured, and count as wide as their bytes, as they do for the reference. */
function peerText(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return `ERROR: ${NONE}\n`;
  const rows = verdicts.map(({ webhook, revision, injected, reason }) => [
    { plain: webhook },
    { plain: revision },
    injected ? { plain: '✔', shown: '\u001B[32m✔\u001B[0m' } : { plain: '✘', shown: '\u001B[31m✘\u001B[0m' },
    { plain: reason },
  ]);
  const header = ['WEBHOOK', 'REVISION', 'INJECTED', 'REASON'].map((plain) => ({ plain }));
  const text = columns([header, ...rows]);
  return text + (verdicts.filter(({ injected }) => injected).length > 1 ? `ERROR: ${SEVERAL}` : '');
}

interface Cell {
  readonly plain: string;
  readonly shown?: string;
}

const GAP = 2;

function columns(rows: readonly (readonly Cell[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Buffer.byteLength(row[column]?.shown ?? row[column]?.plain ?? ''))),
  );
  const line = (row: readonly Cell[]): string =>
    row
      .map(({ plain, shown = plain }, column) =>
        column === row.length - 1 ? shown : shown + ' '.repeat((widths[column] ?? 0) - [...plain].length + GAP),
      )
      .join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}

function writeTable(verdicts: readonly Verdict[], { flags, host }: Call<CheckFlags>): void {
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const rows = verdicts.map(({ webhook, revision, injected, reason }) => [
    webhook,
    revision,
    injected ? 'yes' : 'no',
    reason,
  ]);
  const text = table(['WEBHOOK', 'REVISION', 'INJECTED', 'REASON'], rows);
  const [head = '', ...lines] = text.split('\n');
  const painted = lines.map((line, index) => (verdicts[index]?.injected ? paint.green(line) : line));
  host.stdout.write([head, ...painted].join('\n'));
  const hits = verdicts.filter(({ injected }) => injected).length;
  if (verdicts.length === 0) host.stderr.write(`there is no injector here\n`);
  if (hits > 1) host.stderr.write(`${hits} injectors take this pod, and each adds a sidecar: let only one match\n`);
}
