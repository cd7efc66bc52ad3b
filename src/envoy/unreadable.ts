import { JsonProblem, placeOf } from './json/problem.ts';
import { project, type Shape } from './json/project.ts';
import { JsonScanner } from './json/scanner.ts';
import { EnvoyError } from './problems.ts';

/** What the reference's library says of broken JSON, by what is wrong and where. */
export type GoText = (problem: JsonProblem, place: { readonly line: number; readonly column: number }) => string;

/** What was being read when something went wrong. */
export interface Reading {
  readonly bytes: Uint8Array;
  /** What the user calls it. */
  readonly name: string;
  readonly goText: GoText;
  /** The program the answer is of, as the reference names it. */
  readonly from: 'Envoy' | 'ztunnel';
}

/** The words of Go's protobuf library. */
export const goProtoText: GoText = ({ found }, { line, column }) =>
  `proto: syntax error (line ${line}:${column}): ${found === undefined ? 'unexpected token' : `invalid value ${found}`}`;

/** The words of Go's encoding/json. */
export const goJsonText: GoText = ({ found, offset }) => {
  if (found === undefined) return 'unexpected end of JSON input';
  return `invalid character '${found}' ${offset === 0 ? 'looking for beginning of value' : 'after top-level value'}`;
};

/** Reads a whole answer, as far as a shape says. Throws {@link EnvoyError} when it is no JSON. */
export function readAnswer(reading: Reading, shape: Shape): unknown {
  try {
    const scanner = new JsonScanner(reading.bytes);
    const value = project(scanner, shape);
    scanner.end();
    return value;
  } catch (error) {
    throw unreadable(error, reading);
  }
}

/** An {@link EnvoyError} for a {@link JsonProblem}, saying what the text seems to be instead; other errors as they are. */
export function unreadable(error: unknown, { bytes, name, goText, from }: Reading): unknown {
  if (!(error instanceof JsonProblem)) return error;
  const place = placeOf(bytes, error.offset);
  const { message, hint } = describe(error, { bytes, name, place });
  return new EnvoyError('INPUT_JSON', message, {
    peer: `error unmarshalling config dump response from ${from}: ${goText(error, place)}`,
    hint,
    cause: error,
  });
}

interface Broken extends Pick<Reading, 'bytes' | 'name'> {
  readonly place: { readonly line: number; readonly column: number };
}

function describe({ found, offset }: JsonProblem, { bytes, name, place }: Broken) {
  if (bytes.every((byte) => byte <= 0x20)) {
    return { message: `"${name}" is empty`, hint: 'save the dump again and look at what the request answered' };
  }
  if (found === '<' && offset < 4) {
    return {
      message: `"${name}" is HTML, not JSON`,
      hint: 'something between you and the proxy answered; look at the file, and ask the admin port itself (15000)',
    };
  }
  const at = `at line ${place.line}, column ${place.column}`;
  if (found === undefined) {
    return { message: `"${name}" is cut off ${at}`, hint: 'save the dump again; it did not arrive whole' };
  }
  return {
    message: `"${name}" is not JSON: ${shown(found)} ${at} does not belong there`,
    hint: 'give the answer of /config_dump or /clusters?format=json as it came',
  };
}

/** A character in quotes, or its number where a terminal would not show it or obey it. */
function shown(char: string): string {
  if (/^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(char)) return `"${char}"`;
  return `the character U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
