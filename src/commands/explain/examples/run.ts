/** Examples that are runs of a command: the command line, and the files it reads. */
import type { Example } from '../../../validate/rules/examples/example.ts';

/** What a run shows before both variants are known. */
export interface RunSource {
  /** The command line after `meshctl`, as one writes it in a shell. */
  readonly run: string;
  /** The files it finds in the folder it runs in; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Stands for what is wrong in the one run and right in the other; several lines go where it stands. */
const MARK = '$$';

const withEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function shown({ run, files = {} }: RunSource, variant: string): string {
  const parts = Object.entries(files).map(([name, text]) => `-- ${name} --\n${withEnd(text)}`);
  return `$ meshctl ${run}\n${parts.join('')}`.split(MARK).join(variant);
}

/** Two runs that differ in what stands at `$$`: as text, a line `$ meshctl …` and each file behind a line `-- NAME --`. */
export function runs(source: RunSource, bad: string, good: string): Example {
  return { bad: shown(source, bad), good: shown(source, good) };
}
