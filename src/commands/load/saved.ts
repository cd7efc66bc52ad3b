/** Runs that were saved. */
import { readInput } from '../../io/inputs.ts';
import type { LoadReport } from '../../load/report.ts';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, isMap } from '../../model/json.ts';

const NUMBERS = ['requests', 'answersPerSecond', 'failed', 'bytes'];
const COUNTS = ['statuses', 'failures', 'by'];
const LATENCIES = ['mean', 'p50', 'p90', 'p99', 'p99.9', 'max'];

const isNumber = (value: unknown): boolean => typeof value === 'number';

function isTarget(target: unknown): boolean {
  const { latencyMs, ...rest } = asMap(target);
  const latency = latencyMs === undefined || LATENCIES.every((name) => isNumber(asMap(latencyMs)[name]));
  const counts = COUNTS.every((name) => isMap(rest[name]) && Object.values(asMap(rest[name])).every(isNumber));
  const texts = ['url', 'histogram'].every((name) => typeof rest[name] === 'string');
  return latency && counts && texts && NUMBERS.every((name) => isNumber(rest[name]));
}

function isReport(value: unknown): boolean {
  if (!isMap(value) || value['kind'] !== 'LoadReport') return false;
  const targets = [...asList(value['targets']), ...(value['total'] === undefined ? [] : [value['total']])];
  const whole = ['elapsedSeconds', 'lateMs'].every((name) => isNumber(value[name]));
  return whole && targets.length > 0 && targets.every(isTarget);
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
