import type { Command } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { outputOption } from '../cli/options.ts';
import type { Check, Facts, KubeconfigFacts, ToolCheck } from '../doctor/report.ts';
import { MeshctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit.ts';
import type { Host } from '../model/host.ts';
import type { ColorChoice } from '../output/color.ts';

interface Flags {
  readonly output: 'table' | 'text' | 'json' | 'yaml';
  readonly color: ColorChoice;
}

const STYLE = { found: 'green', missing: 'yellow', wrong: 'red' } as const;

/** `meshctl doctor`: what of the things meshctl can use is on this machine, and how to get the rest. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('doctor')
    .description('say what meshctl finds on this machine, and how to get what is missing')
    .addOption(outputOption(['table', 'text', 'json', 'yaml']))
    .action(handle<Flags>(host, (flags) => print(flags, host)));
  return examples(command, [
    { does: 'Before the first use', run: 'meshctl doctor' },
    { does: 'For a bug report', run: 'meshctl doctor -o json' },
  ]);
}

async function print({ output, color }: Flags, host: Host) {
  const { checks, TOOLS } = await import('../doctor/report.ts');
  const found = checks(await gather(TOOLS, host));
  if (output === 'json' || output === 'yaml') {
    const { documentText } = await import('../output/document.ts');
    const { envelope } = await import('../output/json.ts');
    host.stdout.write(await documentText(output, envelope('DoctorReport', { checks: found })));
  } else {
    host.stdout.write(await text(found, color, host));
  }
  return found.some(({ status }) => status === 'wrong') ? EXIT.unavailable : EXIT.ok;
}

async function text(found: readonly Check[], color: ColorChoice, host: Host): Promise<string> {
  const [{ table }, { painter }] = await Promise.all([import('../output/table.ts'), import('../output/color.ts')]);
  const paint = painter({ choice: color, env: host.env, stream: host.stdout });
  const rows = found.map(({ name, status, found: what, neededFor }) => [
    name,
    paint[STYLE[status]](status),
    what,
    neededFor,
  ]);
  const hints = found.filter(({ hint }) => hint !== undefined).map(({ name, hint }) => `${name}: ${hint}\n`);
  const list = hints.length > 0 ? `\n${paint.bold('How to get what is missing')}\n${hints.join('')}` : '';
  return table(['CHECK', 'STATUS', 'FOUND', 'NEEDED FOR'], rows) + list;
}

/** What is to be known of this machine, with these tools. */
export async function gather(tools: readonly ToolCheck[], host: Host): Promise<Facts> {
  const [{ askTool }, { hasNetAdmin, kernelRelease }, { namedEnvoy }, { ENVOY }] = await Promise.all([
    import('../io/tool.ts'),
    import('../io/system.ts'),
    import('../engine/find.ts'),
    import('../doctor/report.ts'),
  ]);
  const answers = await Promise.all(
    tools.map(async ({ tool, args }) => {
      const answer = await askTool((tool === ENVOY ? namedEnvoy(undefined, host) : undefined) ?? tool, args, host);
      const line = answer?.text.split('\n').find((candidate) => candidate.trim() !== '');
      return [tool, answer?.exitCode === 0 ? line?.trim() : undefined] as const;
    }),
  );
  return {
    node: host.runtime.node,
    platform: host.runtime.platform,
    kernel: kernelRelease(),
    netAdmin: await hasNetAdmin(),
    kubeconfig: await kubeconfigFacts(host),
    tools: new Map(answers.flatMap(([tool, version]) => (version === undefined ? [] : [[tool, version] as const]))),
  };
}

async function kubeconfigFacts(host: Host): Promise<KubeconfigFacts> {
  const { contextOf } = await import('../kube/locate.ts');
  try {
    const { name, cluster } = await contextOf({}, host);
    return { context: name, server: cluster?.server ?? '' };
  } catch (error) {
    if (error instanceof MeshctlError) return { problem: error.message, hint: error.hint };
    throw error;
  }
}
