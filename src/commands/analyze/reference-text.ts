import type { ReferenceMessage } from '../../analyze/reference.ts';
import { htmlSafe } from '../../gotemplate/json.ts';
import { codeUrl } from '../../model/codes.ts';
import type { Level } from '../../model/diagnostic.ts';
import { goYaml } from '../../yaml/go-writer.ts';

const FORMATS = ['log', 'json', 'yaml'] as const;

/** A format of the reference. */
export type ReferenceFormat = (typeof FORMATS)[number];

/** Whether a word is one. */
export function isReferenceFormat(word: string): word is ReferenceFormat {
  return (FORMATS as readonly string[]).includes(word);
}

const LEVELS = { error: 'Error', warning: 'Warning', info: 'Info' } as const satisfies Record<Level, string>;

/** What stands before the word of a level when there is colour; the reset stands behind every one. */
const COLORS = { error: '\u001B[1;31m', warning: '\u001B[33m', info: '' } as const satisfies Record<Level, string>;
const RESET = '\u001B[0m';

function line({ code, level, message, origin, reference, cluster }: ReferenceMessage, color: boolean): string {
  const word = color ? `${COLORS[level]}${LEVELS[level]}${RESET}` : LEVELS[level];
  const where = `(${origin}${reference === undefined ? '' : ` ${reference}`})`;
  return `${word} [${code}]${cluster === undefined ? '' : ` [cluster-${cluster}]`} ${where} ${message}`;
}

/** A message as the reference's JSON has it, keys in their order. */
function record({
  code,
  level,
  message,
  origin,
  reference,
  cluster,
}: ReferenceMessage): Readonly<Record<string, string>> {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    code,
    documentationUrl: `${codeUrl(code)}?ref=meshctl-analyze`,
    level: LEVELS[level],
    message,
    origin,
    ...(reference === undefined ? {} : { reference }),
  };
}

/** The messages in a format of the reference; each ends with a line break, also when there is none to show. */
export function messagesText(format: ReferenceFormat, messages: readonly ReferenceMessage[], color: boolean): string {
  if (format === 'log') return `${messages.map((message) => line(message, color)).join('\n')}\n`;
  if (format === 'json') return `${htmlSafe(JSON.stringify(messages.map(record), undefined, '\t'))}\n`;
  return messages.length === 0 ? '[]\n\n' : `${goYaml(messages.map(record))}\n`;
}
