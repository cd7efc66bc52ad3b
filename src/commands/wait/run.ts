import { setTimeout as sleep } from 'node:timers/promises';
import { durationMs } from '../../cli/duration.ts';
import { answerJson } from '../../envoy/protobuf/discovery.ts';
import { isBehind, type ProxyStatus, proxiesOf, syncAnswer } from '../../envoy/syncz.ts';
import { getObject, type KubeClient, withCluster } from '../../kube/client.ts';
import { resolveKind } from '../../kube/discovery.ts';
import { isNotFound } from '../../kube/problems.ts';
import { parseWorkload } from '../../kube/workload.ts';
import { NoInputError, UnavailableError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { askControlPlanes, type ControlPlaneFlags } from '../kube/control-plane.ts';
import { formatOf } from '../proxy-config/format.ts';

/** Flags of wait. */
export interface WaitFlags extends ControlPlaneFlags {
  readonly for: 'distribution' | 'delete';
  readonly threshold: string;
  readonly output?: string;
}

/** A call of wait. */
export interface WaitCall {
  readonly flags: WaitFlags;
  /** The object: one word or two. */
  readonly words: readonly string[];
  readonly host: Host;
}

/** The page on which control planes say what proxies have. */
const SYNCZ = 'istio.io/debug/syncz';

/** Between two looks. A control plane waits for about a tenth of this before it tells proxies of a change. */
const LOOK_MS = 1000;

/** So many looks in a row have to agree: at the first one the control plane may not have seen the change itself. */
const AGREEING_LOOKS = 2;

/** Proxies that are named when they do not follow. */
const MOST_NAMED = 10;

/** How proxies follow their control planes. */
interface Look {
  readonly proxies: readonly ProxyStatus[];
  readonly behind: readonly string[];
}

/**
 * `meshctl wait`: until the object is there, or gone, and enough proxies have acknowledged all they were sent. Throws UsageError for
 * what is no object or share, NoInputError for an object that is not there, UnavailableError when the time is over.
 */
export async function runWait({ flags, words, host }: WaitCall): Promise<ExitStatus> {
  const format = formatOf(flags.output === undefined ? {} : { output: flags.output });
  const share = shareOf(flags.threshold);
  const deadline = performance.now() + durationMs(flags.timeout, '--timeout');
  const object = await withCluster(flags, host, (client) => objectOf(client, words, { flags, deadline }));
  const look = await agreement({ flags, host, share, deadline });
  const inStep = look.proxies.length - look.behind.length;
  if (format === 'table') {
    host.stdout.write(`${object}: ${inStep} of ${look.proxies.length} proxies are in step\n`);
  } else {
    const value = { object, for: flags.for, proxies: look.proxies.length, inStep, behind: look.behind };
    host.stdout.write(await documentText(format, envelope('Distribution', value)));
  }
  return EXIT.ok;
}

function shareOf(text: string): number {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError('USAGE_THRESHOLD', `--threshold "${text}" is no share`, { hint: 'write a number from 0 to 1' });
}

interface Awaited {
  readonly flags: WaitFlags;
  readonly deadline: number;
}

/** The object by its whole name, once it is there or, to be deleted, is gone. */
async function objectOf(client: KubeClient, words: readonly string[], { flags, deadline }: Awaited): Promise<string> {
  const { type, name, namespace } = parseWorkload(words.join('/'), client.namespace);
  if (words.length > 2 || type === '' || name === '') {
    throw new UsageError('USAGE_OBJECT', `"${words.join(' ')}" names no object`, {
      hint: 'write TYPE/NAME[.NAMESPACE], as in virtualservice/cart.shop',
    });
  }
  const resource = await resolveKind(client, type);
  if (resource === undefined) {
    throw new NoInputError('NO_INPUT_KIND', `the API server has no objects of the type "${type}"`, {
      hint: 'are the CRDs of the mesh installed? "kubectl api-resources" lists the types',
    });
  }
  const path = { name, ...(resource.namespaced && { namespace }) };
  const text = `${resource.plural} ${resource.namespaced ? `${namespace}/` : ''}${name}`;
  if (flags.for === 'distribution') {
    await getObject(client, resource, path);
    return text;
  }
  while (await isThere(() => getObject(client, resource, path))) {
    if (performance.now() > deadline) {
      throw new UnavailableError('UNAVAILABLE_DELETE', `${text} is still there after ${flags.timeout}`, {
        hint: 'a finalizer may hold it: look at its metadata',
      });
    }
    await sleep(LOOK_MS, undefined, { signal: client.signal });
  }
  return text;
}

async function isThere(get: () => Promise<unknown>): Promise<boolean> {
  try {
    await get();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

interface Agreement extends Awaited {
  readonly host: Host;
  readonly share: number;
}

/** The look at which enough proxies follow, and did so at the one before. Throws UnavailableError when the time is over. */
async function agreement({ flags, host, share, deadline }: Agreement): Promise<Look> {
  for (let agreeing = 0; ; ) {
    const look = await lookAt(flags, host);
    const enough = look.proxies.length - look.behind.length >= share * look.proxies.length;
    agreeing = enough ? agreeing + 1 : 0;
    if (agreeing === AGREEING_LOOKS) return look;
    if (performance.now() + LOOK_MS > deadline) throw late(look, flags.timeout);
    await sleep(LOOK_MS, undefined, { signal: host.signal });
  }
}

async function lookAt(flags: WaitFlags, host: Host): Promise<Look> {
  // All proxies there are: the namespace is that of the object.
  const { namespace: _, ...planes } = flags;
  const answers = await askControlPlanes({ type: SYNCZ }, planes, host);
  const proxies = proxiesOf(answers.map(({ answer }) => syncAnswer(answerJson(answer))));
  return { proxies, behind: proxies.filter(isBehind).map(({ name }) => name) };
}

function late({ proxies, behind }: Look, timeout: string): UnavailableError {
  const named = behind.slice(0, MOST_NAMED).join(', ');
  const more = behind.length > MOST_NAMED ? ` and ${behind.length - MOST_NAMED} more` : '';
  const which = behind.length === 0 ? 'they did not stay in step long enough' : `these are behind: ${named}${more}`;
  const message = `after ${timeout} ${behind.length} of ${proxies.length} proxies are behind their control planes`;
  return new UnavailableError('UNAVAILABLE_DISTRIBUTION', message, {
    hint: `${which}; "meshctl ps -v 1" shows what they lack, "meshctl pc errors POD" what one refused`,
  });
}
