/** The loggers of a proxy and their levels: what `/logging` of the admin port shows and takes. */
import { quoteGo } from '../gotemplate/fmt/quote.ts';
import { EXIT } from '../model/exit.ts';
import { EnvoyError } from './problems.ts';

/** The levels Envoy has, from the most talkative to silence. */
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'] as const;

/** What people write for a level besides its name. */
const ALIASES: ReadonlyMap<string, string> = new Map([['warn', 'warning']]);

/** The word that stands for all loggers. */
const ALL = 'level';

/** A level to set. */
export interface LevelChange {
  /** `level` for all of them. */
  readonly logger: string;
  readonly level: string;
}

/** The names in an answer of `/logging`. */
export function loggerNames(answer: string): ReadonlySet<string> {
  return new Set([...answer.matchAll(/^ +(\S+): \w+$/gm)].map(([, name = '']) => name));
}

/**
 * Reads levels as the reference's `--level` has them: `debug` for all loggers, `http:debug` or `http=debug` for one, several
 * after commas; what stands before `::` is dropped. The level for all comes first, so that the others are not undone by it.
 */
export function parseLevels(specs: readonly string[]): readonly LevelChange[] {
  const changes = specs
    .flatMap((spec) => spec.split(','))
    .map((part): LevelChange => {
      const plain = part.slice(part.lastIndexOf('::') < 0 ? 0 : part.lastIndexOf('::') + '::'.length);
      const [, logger = ALL, written = plain] = /^([^:=]*)[:=](.*)$/.exec(plain) ?? [];
      const level = written.trim().toLowerCase();
      return { logger: logger.trim(), level: ALIASES.get(level) ?? level };
    });
  return [...changes.filter(({ logger }) => logger === ALL), ...changes.filter(({ logger }) => logger !== ALL)];
}

/** Throws {@link EnvoyError} for the first level or logger that does not exist. */
export function checkLevels(changes: readonly LevelChange[], known: ReadonlySet<string>): void {
  for (const { logger, level } of changes) {
    if (logger !== ALL && !known.has(logger)) {
      throw new EnvoyError('USAGE_LOGGER', `the proxy has no logger ${quoteGo(logger)}`, {
        peer: `unrecognized logger name: ${logger}`,
        exitCode: EXIT.usage,
        hint: 'the command without --level lists them',
      });
    }
    if (!LEVELS.some((name) => name === level)) {
      throw new EnvoyError('USAGE_LEVEL', `${quoteGo(level)} is not a level`, {
        peer: `unrecognized logging level: ${level}`,
        exitCode: EXIT.usage,
        hint: `it is one of ${LEVELS.join(', ')}`,
      });
    }
  }
}

/** The page that sets a level. */
export function levelPath({ logger, level }: LevelChange): string {
  return `logging?${encodeURIComponent(logger)}=${encodeURIComponent(level)}`;
}
