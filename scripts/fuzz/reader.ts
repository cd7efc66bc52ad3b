/** The process that reads: one input after the other, until it is ended; a reader that never comes back ends with it. */
import process from 'node:process';
import { fuzzTargets } from '../../test/fuzz/targets.ts';

/** An input to read. */
export interface FuzzInput {
  readonly target: string;
  readonly bytes: Uint8Array;
}

/** What came of it: nothing, or what the reader should not have done. */
export interface FuzzAnswer {
  readonly defect?: string;
}

const [folder = ''] = process.argv.slice(2);
const targets = new Map(fuzzTargets().map((target) => [target.name, target]));

async function answerTo({ target, bytes }: FuzzInput): Promise<FuzzAnswer> {
  try {
    await targets.get(target)?.read(Buffer.from(bytes), folder);
    return {};
  } catch (error) {
    return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (input: FuzzInput) => {
  void answerTo(input).then((answer) => process.send?.(answer));
});
