/** Rules of interception that are there for as long as a run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import process from 'node:process';
import { PROXY_ID } from '../../capture/identity.ts';
import { istioProfile } from '../../iptables/profiles/istio/profile.ts';
import type { GivenValue } from '../../iptables/profiles/profile.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { perform, prepareApply, prepareClean, refuse } from '../../netns/apply.ts';
import { readAddresses } from '../../netns/host-items.ts';
import { openSession, type Session } from '../../netns/session.ts';
import { shellIn } from '../../netns/shell.ts';
import { type Namespace, requireNetAdmin } from '../../netns/target.ts';
import { portAddress } from './addresses.ts';
import type { RunFlags } from './flags.ts';

const HERE: Namespace = { label: 'this namespace', enter: [] };

/** The command that does the same later, or when this process cannot. */
const CLEAN = ['iptables', 'clean', '--this-namespace'] as const;

/** The first process of the machine, or of the container. */
const FIRST_PROCESS = '1';

const namespaceOf = (pid: string): Promise<string | undefined> =>
  readlink(`/proc/${pid}/ns/net`).catch(() => undefined);

/** Throws UsageError for rules that nobody has asked for, or in a namespace that others may need. */
export async function checkRuleFlags({ capture, applyRules, thisNamespace }: RunFlags): Promise<void> {
  if (!applyRules) {
    if (thisNamespace) {
      throw new UsageError('USAGE_RULES', '--this-namespace means nothing without --apply-rules');
    }
    return;
  }
  if (capture === 'none') {
    throw new UsageError('USAGE_RULES', '--apply-rules needs to know which rules', {
      hint: 'add --capture redirect, or tproxy',
    });
  }
  await requireNetAdmin();
  const [own, first] = await Promise.all([namespaceOf('self'), namespaceOf(FIRST_PROCESS)]);
  if (thisNamespace || (first !== undefined && own !== first)) return;
  // Where the first process is hidden, nobody knows whose namespace this is.
  const verb = first === undefined ? 'might' : 'would';
  throw new UsageError('USAGE_NAMESPACE', `--apply-rules ${verb} change the machine's own network namespace`, {
    hint: 'run it in another one ("ip netns exec NAME …", "unshare --net"), or say --this-namespace if this one is meant',
  });
}

/** Ports of the proxy's own, which are reached as they are. */
function ownPorts({ admin, metrics, health, bindAll }: RunFlags): readonly number[] {
  const named = { '--admin': admin, '--metrics': metrics, '--health': health };
  return Object.entries(named).flatMap(([flag, text]) => portAddress(flag, text, bindAll)?.port || []);
}

function flagValues(flags: RunFlags): ReadonlyMap<string, GivenValue> {
  const texts = {
    'istio-inbound-interception-mode': flags.capture.toUpperCase(),
    'istio-inbound-ports': '*',
    'istio-service-cidr': '*',
    'istio-local-exclude-ports': ownPorts(flags).join(','),
    'proxy-uid': String(PROXY_ID),
    'proxy-gid': String(PROXY_ID),
    'dual-stack': 'true',
  };
  const source = { kind: 'flag', name: '--apply-rules' } as const;
  return new Map(Object.entries(texts).map(([long, text]) => [long, { text, source }]));
}

/** The namespace beside the rules of these flags. Throws as `openSession` does. */
async function open(flags: RunFlags, host: Host): Promise<Session> {
  const addresses = await readAddresses(shellIn(HERE, host));
  const around = { addresses, nameservers: [], users: new Map(), groups: new Map() };
  const how = { backend: 'iptables', compat: false, allowServiceNames: false, host: false } as const;
  const { program } = istioProfile.plan({ values: flagValues(flags), around, ...how });
  return openSession(HERE, { profile: 'istio', program }, host);
}

/**
 * A process that takes the rules away when this one cannot any more: when its input ends without a word. It hears nothing of the
 * terminal.
 */
function startGuard(host: Host): ChildProcess {
  const script = 'trap "" INT TERM HUP; read -r word || exec "$@"';
  const command = [process.execPath, process.argv[1] ?? '', ...CLEAN];
  const guard = spawn('sh', ['-c', script, 'sh', ...command], {
    cwd: '/',
    env: host.env,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

/** Rules of this run, from when it listens to when it begins to end. */
export class RunRules {
  readonly #flags: RunFlags;
  readonly #host: Host;
  #guard: ChildProcess | undefined;
  #put: Promise<void> = Promise.resolve();
  #removed: Promise<void> | undefined;

  constructor(flags: RunFlags, host: Host) {
    this.#flags = flags;
    this.#host = host;
  }

  /**
   * Puts the rules into this namespace, unless the run is about to end. Such that are there already stay, now and later.
   * @throws KernelError by its promise for other rules of the kind that are there, and when the kernel refuses; then nothing has
   * changed.
   */
  put(): Promise<void> {
    if (this.#removed === undefined) this.#put = this.#apply();
    return this.#put;
  }

  async #apply(): Promise<void> {
    const session = await open(this.#flags, this.#host);
    const prepared = prepareApply(session, { hash: undefined, force: false, failOpen: false });
    const { stderr } = this.#host;
    if (prepared.standing === 'equal') {
      stderr.write('the rules are there already, and stay\n');
      return;
    }
    if (prepared.standing === 'different') refuse(prepared);
    this.#guard = startGuard(this.#host);
    await perform(prepared, session);
    stderr.write('connections of this namespace are captured from now on; the rules go when this ends\n');
  }

  /**
   * Takes away what was put there; nothing where that is done. Never rejects: what is left is told, and how to remove it.
   */
  remove(): Promise<void> {
    this.#removed ??= this.#clean();
    return this.#removed;
  }

  async #clean(): Promise<void> {
    // Whoever has asked for them hears why they did not come.
    await this.#put.catch(() => undefined);
    const guard = this.#guard;
    if (guard === undefined) return;
    const { stderr } = this.#host;
    try {
      const session = await open(this.#flags, this.#host);
      await perform(prepareClean(session, false), session);
      guard.stdin?.end('done\n');
      stderr.write('the rules are gone\n');
    } catch (error) {
      // The guard tries it once more.
      guard.stdin?.end();
      const why = error instanceof Error ? error.message : String(error);
      stderr.write(`error: rules may be left in this namespace (${why}); "meshctl ${CLEAN.join(' ')}" removes them\n`);
    }
  }
}
