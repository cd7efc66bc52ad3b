import { setTimeout as sleep } from 'node:timers/promises';
import { durationMs } from '../../cli/duration.ts';
import { diffDumps, type ObjectChange } from '../../envoy/diff/diff.ts';
import { MeshctlError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { diffDocument, diffText } from './diff.ts';
import { formatOf } from './format.ts';
import { type NamedDump, readDumps, readPair } from './operands.ts';
import type { ViewCall } from './run.ts';

/** As the flag is declared. */
const DEFAULT_INTERVAL = '2s';

type Pair = readonly [before: NamedDump, after: NamedDump];

/** Reads what is to be compared now; `undefined` when there is nothing yet to compare it with. */
type Follow = () => Promise<Pair | undefined>;

/**
 * `meshctl proxy-config diff --watch`: of one proxy what changes from look to look; of two how they differ, again whenever that
 * is another difference. A proxy that is lost is told of and asked again. Throws what the first look throws.
 */
export async function watchDiff(call: ViewCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const everyMs = durationMs(flags.interval ?? DEFAULT_INTERVAL, '--interval');
  const isNews = newsOf(call);
  const follow = follower(call);
  const again = retrying(follow, call);
  let differed = false;
  for (let look = 1; ; look++) {
    const pair = await (look === 1 ? follow() : again());
    const changes = pair && diffDumps(pair[0].dump, pair[1].dump);
    if (pair && changes && isNews(changes)) {
      host.stdout.write(await printed(pair, changes, call));
      differed ||= changes.length > 0;
    }
    if (flags.count !== undefined && look >= flags.count) break;
    await sleep(everyMs, undefined, { signal: host.signal });
  }
  return flags.exitCode && differed ? EXIT.findings : EXIT.ok;
}

/** Of one proxy every change is news; of two a difference that is not the one before, and at first also that there is none. */
function newsOf({ positionals }: ViewCall): (changes: readonly ObjectChange[]) => boolean {
  if (positionals.length === 1) return (changes) => changes.length > 0;
  let told: string | undefined;
  return (changes) => {
    const text = JSON.stringify(changes);
    const isNew = text !== told;
    told = text;
    return isNew;
  };
}

/** One proxy is compared with itself at the look before, two with each other. */
function follower({ flags, positionals, host }: ViewCall): Follow {
  if (positionals.length !== 1) return () => readPair({ texts: positionals, flags }, host);
  let last: NamedDump | undefined;
  return async () => {
    const [now] = await readDumps({ texts: positionals, flags }, host);
    const before = last;
    last = now;
    return before && now && [before, now];
  };
}

/** The same, but a problem is told, once, and gives nothing to compare. */
function retrying(follow: Follow, { host }: ViewCall): Follow {
  let told: string | undefined;
  return async () => {
    try {
      const pair = await follow();
      told = undefined;
      return pair;
    } catch (error) {
      host.signal.throwIfAborted();
      if (!(error instanceof MeshctlError)) throw error;
      if (error.message !== told) host.stderr.write(`${error.message}; trying again\n`);
      told = error.message;
      return undefined;
    }
  };
}

async function printed(pair: Pair, changes: readonly ObjectChange[], { flags, host }: ViewCall): Promise<string> {
  const format = formatOf(flags);
  const now = host.now();
  if (format === 'table') {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    return `${now.toISOString()}\n${diffText(changes, paint)}\n`;
  }
  const document = diffDocument(pair, changes, now);
  // A document is a line, so that a reader sees where it ends.
  return format === 'json' ? `${JSON.stringify(document)}\n` : `---\n${await documentText(format, document)}`;
}
