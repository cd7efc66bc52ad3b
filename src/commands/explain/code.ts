import { analyzerExample } from '../../analyze/examples.ts';
import { FIXED } from '../../analyze/fix/index.ts';
import { CODES, type CodeInfo } from '../../model/codes.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { nearest } from '../../model/suggest.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { codeExample } from '../../validate/examples/index.ts';
import type { Example } from '../../validate/rules/examples/example.ts';
import { CAUSES, RUN_EXAMPLES } from './examples/index.ts';

/** The flags of `meshctl explain code` as commander gives them. */
export interface ExplainCodeFlags {
  readonly output: 'text' | 'json' | 'yaml';
  readonly color: ColorChoice;
}

const INFOS: ReadonlyMap<string, CodeInfo> = new Map(Object.entries(CODES));

/** What is known of a code. */
interface Explanation extends CodeInfo {
  readonly code: string;
  /** Documents, or runs of a command with their files: one that draws the code, and one that does not. */
  readonly example?: Example;
  /** What `meshctl analyze --fix` does about it; absent where it does nothing. */
  readonly fix?: string;
  /** How the code comes about, where no example can show it. */
  readonly cause?: string;
}

/** The example of a code; `undefined` where no text can show it. */
export function exampleOf(code: string): Example | undefined {
  if (CAUSES[code] !== undefined) return undefined;
  // Some analyzers run only when they are asked to: a run says how.
  return RUN_EXAMPLES[code] ?? codeExample(code) ?? analyzerExample(code);
}

/** A code in any case. Throws UsageError for one that no finding has. */
function explanationOf(given: string): Explanation {
  const code = given.toUpperCase();
  const info = INFOS.get(code);
  if (info === undefined) {
    const near = nearest(code, INFOS.keys());
    const hint = near === undefined ? 'docs/codes.md lists them' : `did you mean ${near}?`;
    throw new UsageError('USAGE_CODE', `there is no code "${given}"`, { hint });
  }
  const [example, cause, fix] = [exampleOf(code), CAUSES[code], FIXED.get(code)];
  return {
    code,
    ...info,
    ...(fix === undefined ? {} : { fix }),
    ...(example ? { example } : {}),
    ...(cause === undefined ? {} : { cause }),
  };
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

function textOf(
  { code, level, title, remediation, fix, example, cause }: Explanation,
  color: ColorChoice,
  host: Host,
): string {
  const { bold, red, green, yellow, blue } = painter({ choice: color, env: host.env, stream: host.stdout });
  const style = { error: red, warning: yellow, info: blue }[level];
  const parts = [`${bold(code)} (${style(level)})\n${title}\n`, `${bold('What to do')}\n${indented(remediation)}\n`];
  if (fix !== undefined) parts.push(`${bold('meshctl analyze --fix')}\n${indented(fix)}\n`);
  if (example) {
    parts.push(
      `${bold(red('Draws it'))}\n${indented(example.bad)}`,
      `${bold(green('Does not'))}\n${indented(example.good)}`,
    );
  }
  if (cause !== undefined) parts.push(`${bold('How it comes about')}\n${indented(cause)}\n`);
  return parts.join('\n');
}

/** Prints what a code means. Throws UsageError for one that no finding has. */
export async function explainCode(
  [code = '']: readonly string[],
  { output, color }: ExplainCodeFlags,
  host: Host,
): Promise<ExitStatus> {
  const explanation = explanationOf(code);
  const text =
    output === 'text'
      ? textOf(explanation, color, host)
      : await documentText(output, envelope('CodeExplanation', { ...explanation }));
  host.stdout.write(text);
  return EXIT.ok;
}
