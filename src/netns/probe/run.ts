/** Runs probing processes in namespaces. */
import process from 'node:process';
import { execa } from 'execa';
import { toolEnvironment } from '../../io/tool.ts';
import { UnavailableError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { Namespace } from '../target.ts';
import type { AgentAnswer, AgentJob, Sending } from './job.ts';

/** Starting Node takes a second on a busy machine; the rest is what the job itself takes. */
const START_TIMEOUT_MS = 10_000;

/** The hidden subcommand that is such a process. */
const AGENT_COMMAND = 'probe-agent';

/** A job for the pod, and what is sent to it from elsewhere meanwhile. */
export interface ProbeRun {
  readonly pod: Namespace;
  readonly job: AgentJob;
  readonly elsewhere?: { readonly namespace: Namespace; readonly send: readonly Sending[] } | undefined;
}

/** What was seen in the pod, and by the sender elsewhere. */
export interface ProbeAnswers {
  readonly pod: AgentAnswer;
  readonly elsewhere?: AgentAnswer;
}

/** Runs a job. Throws UnavailableError when the process cannot be started or does not end. */
export async function runProbes({ pod, job, elsewhere }: ProbeRun, host: Host): Promise<ProbeAnswers> {
  const agent = startAgent(pod, job, host);
  await agent.ready;
  const other = elsewhere && startAgent(elsewhere.namespace, { listen: [], send: elsewhere.send }, host);
  const there = other && (await other.finish());
  const here = await agent.finish();
  return { pod: here, ...(there ? { elsewhere: there } : {}) };
}

interface Agent {
  readonly ready: Promise<void>;
  readonly finish: () => Promise<AgentAnswer>;
}

function startAgent(namespace: Namespace, job: AgentJob, host: Host): Agent {
  const child = spawnAgent(namespace, job, host);
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);
  const ready = new Promise<void>((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('ready\n')) resolve();
    });
    // One that never gets there tells why when it is waited for.
    void child.then(() => resolve());
  });
  return {
    ready,
    async finish() {
      await ready;
      child.stdin.end();
      const { stdout, stderr } = await child;
      const answer = stdout.find((line) => line.startsWith('{'));
      // The border of JSON.parse: the other end is meshctl as well.
      if (answer !== undefined) return JSON.parse(answer) as AgentAnswer;
      throw new UnavailableError(
        'UNAVAILABLE_PROBE',
        `the probing process in ${namespace.label} fails: ${stderr.join(' ')}`,
      );
    },
  };
}

function spawnAgent({ enter }: Namespace, { send }: AgentJob, host: Host) {
  const self = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'iptables', AGENT_COMMAND] as const;
  const [tool, ...args] = enter.length > 0 ? [...enter, ...self] : self;
  return execa(tool ?? process.execPath, args, {
    cwd: '/',
    env: toolEnvironment(host),
    extendEnv: false,
    reject: false,
    lines: true,
    timeout: START_TIMEOUT_MS + send.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0),
    cancelSignal: host.signal,
  });
}
