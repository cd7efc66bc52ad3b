/** Ports, percentages and durations. */
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import { isDnsLabel } from './names.ts';

const MAX_PORT = 65535;

/** Whether a number can be that of a port. */
export const isPort = (value: number): boolean => value >= 1 && value <= MAX_PORT;

/** A number that is not that of a port. */
export const portProblem = (at: Cursor): Problem =>
  problem('MSH2001', at, `the port ${at.number} is not in the range 1..${MAX_PORT}`);

/** The number of a port, also one that is absent and so 0. */
export function* port(at: Cursor): Problems {
  if (!isPort(at.number)) yield portProblem(at);
}

/** The number of a port that may be left out. */
export function* optionalPort(at: Cursor): Problems {
  if (at.number !== 0) yield* port(at);
}

/** The name of a port: a DNS label. */
export function* portName(at: Cursor, name = at.text): Problems {
  if (!isDnsLabel(name))
    yield problem(
      'MSH2015',
      at,
      `the port name ${quoted(name)} is not a DNS label`,
      name === at.text ? {} : { of: 'key' },
    );
}

/** A percentage that is a whole number. */
export function* percent(at: Cursor): Problems {
  if (at.number < 0 || at.number > 100)
    yield problem('MSH2004', at, `${at.name} ${at.number} is not a percentage between 0 and 100`);
}
