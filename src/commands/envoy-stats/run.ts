import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import type { PodName } from '../../kube/workload.ts';
import { InputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { choosePod, podObject, podPage } from '../kube/pod-page.ts';
import { selectedPods } from '../kube/selected-pods.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { peerDocument } from '../proxy-config/print.ts';
import { checkPort, isHostPort, portOf } from '../proxy-config/source.ts';

/** Flags of envoy-stats. */
export interface EnvoyStatsFlags extends SourceFlags {
  readonly type: string;
  readonly selector?: string;
}

type Format = 'short' | 'json' | 'yaml' | 'prom' | 'prom-merged';

/** What is asked for a format of a type. */
const PAGES: Readonly<Record<string, Readonly<Partial<Record<Format, string>>>>> = {
  server: {
    json: 'stats?format=json',
    yaml: 'stats?format=json',
    short: 'stats',
    prom: 'stats/prometheus',
    'prom-merged': 'metrics',
  },
  clusters: { json: 'clusters?format=json', yaml: 'clusters?format=json', short: 'clusters' },
};

/** Where a pod without Prometheus' annotations has its merged statistics. */
const MERGED_PATH = '/metrics';

/** An answer, and whose it is. */
interface Answer {
  readonly pod: string;
  readonly text: string;
}

/** `meshctl envoy-stats`: the statistics of one or many proxies. */
export async function runEnvoyStats(call: Call<EnvoyStatsFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const [word] = positionals;
    const admin =
      flags.admin ?? (flags.compat === undefined && word !== undefined && isHostPort(word) ? word : undefined);
    if (admin === undefined && word === undefined && flags.selector === undefined) throw missing();
    const { format, page } = pageOf(flags);
    checkPort(flags.proxyAdminPort);
    if (admin !== undefined) {
      const bytes = await fetchAdmin(parseAdminAddress(admin), page, { signal: host.signal });
      return print([{ pod: admin, text: textOf(bytes) }], format, call);
    }
    return withCluster(flags, host, async (client) => {
      const pods =
        flags.selector === undefined
          ? [await choosePod(client, word ?? '')]
          : await selectedPods(client, flags.selector);
      const answers: Answer[] = [];
      for (const pod of pods) answers.push({ pod: pod.pod, text: await ask(client, pod, { flags, format, page }) });
      return print(answers, format, call);
    });
  });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

interface Question {
  readonly flags: EnvoyStatsFlags;
  readonly format: Format;
  readonly page: string;
}

async function ask(client: KubeClient, pod: PodName, { flags, format, page }: Question): Promise<string> {
  const around = (text: string): string => `failed to execute command on Envoy: ${text}`;
  let target = { path: page, port: portOf(flags) };
  if (format === 'prom-merged') {
    const { annotations } = podFacts(await podObject(client, pod, around));
    const { 'prometheus.io/path': path = MERGED_PATH, 'prometheus.io/port': port } = annotations;
    target = { path: String(path).replace(/^\//, ''), port: port === undefined ? target.port : Number(port) };
  }
  return textOf(await podPage(client, pod, { ...target, around }));
}

function pageOf({ type, output = 'short' }: EnvoyStatsFlags): { readonly format: Format; readonly page: string } {
  const pages = PAGES[type];
  if (!pages) {
    throw new EnvoyError('USAGE_TYPE', `"${type}" is no type of statistics`, {
      peer: `unknown stats type ${type}`,
      exitCode: EXIT.usage,
      hint: `it is one of ${Object.keys(PAGES).join(', ')}`,
    });
  }
  const word = output === 'table' || output === 'text' ? 'short' : output;
  const found = Object.entries(pages).find(([name]) => name === word);
  if (found) return { format: found[0] as Format, page: found[1] };
  const words = Object.keys(pages);
  throw new EnvoyError('USAGE_FORMAT', `"${output}" is not an output format here`, {
    peer: `unable to match a printer suitable for the output format ${output}, allowed formats are: ${words.join(',')}`,
    exitCode: EXIT.usage,
    hint: `it is one of ${words.join(', ').replace('short', 'text')}`,
  });
}

function missing(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no proxy is named', {
    peer: 'stats requires pod name or label selector',
    exitCode: EXIT.usage,
    hint: 'name a workload, labels of pods with -l, or an admin port as HOST:PORT',
  });
}

async function print(
  answers: readonly Answer[],
  format: Format,
  { flags, host }: Call<EnvoyStatsFlags>,
): Promise<ExitStatus> {
  if (flags.compat === undefined && (format === 'json' || format === 'yaml')) {
    const items = answers.map(({ pod, text }) => ({ proxy: pod, value: parsed(text, pod) }));
    host.stdout.write(await documentText(format, envelope('ProxyStatisticsList', { items })));
    return EXIT.ok;
  }
  for (const { pod, text } of answers) {
    const isDocument = format === 'json' || format === 'yaml';
    const body = isDocument ? await peerDocument(format, parsed(text, pod)) : text;
    const headed = flags.compat !== undefined || answers.length > 1;
    host.stdout.write(headed ? `\nThe result of pod ${pod}:\n\n${body}` : body);
  }
  return EXIT.ok;
}

function parsed(text: string, pod: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('INPUT_STATS', `the statistics of ${pod} are not JSON`, { cause });
  }
}
