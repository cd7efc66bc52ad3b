/** Runs that were saved. */
import { readInput } from '../../io/inputs.ts';
import type { LoadReport } from '../../load/report.ts';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, getIn, isMap } from '../../model/json.ts';

const NUMBERS = ['requests', 'answersPerSecond', 'failed'];

function isReport(value: unknown): boolean {
  if (!isMap(value) || value['kind'] !== 'LoadReport') return false;
  const targets = [...asList(value['targets']), ...(value['total'] === undefined ? [] : [value['total']])];
  return (
    targets.length > 0 && targets.every((target) => NUMBERS.every((name) => typeof getIn(target, [name]) === 'number'))
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The run in a file. Throws InputError when it holds none, and what reading throws. */
export async function savedRun(file: string, host: Host): Promise<LoadReport> {
  const value = parsed(Buffer.from(await readInput(file, host)).toString());
  // The border of JSON.parse: what the rest of a report is used for is shown as it stands.
  if (isReport(value)) return value as LoadReport;
  throw new InputError('INPUT_LOAD', `"${file}" is no saved run`, {
    hint: 'save one with: meshctl load URL -o json > run.json',
  });
}
