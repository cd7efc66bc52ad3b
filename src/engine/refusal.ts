/** What an Envoy says when it does not take a configuration, as an error. */
import { InputError, type MeshctlError, PermissionError, UnavailableError } from '../model/errors.ts';

const BIND = /cannot bind '(?<address>[^']+)': (?<why>[^\n]+)/;

/** What stands around the reason: the name of our file before it, the whole configuration after it. */
const AROUND = [/^(?:.*?envoy \w+: )?error initializing configuration '[^']*':\s*/s, /(?<=.): \{[\s\S]*$/] as const;

/** More than this is a dump of something. */
const MAX_LENGTH = 400;

/** The reason in a text of Envoy's, on one line. */
export function reasonIn(text: string): string {
  const bare = AROUND.reduce((rest, pattern) => rest.replace(pattern, ''), text.trim());
  const line = bare.replace(/\s+/g, ' ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

/**
 * The error for a text of Envoy's: UnavailableError or PermissionError for an address that cannot be had, else InputError.
 * `place` is where in the files the refused part comes from.
 */
export function refusal(text: string, place?: string): MeshctlError {
  const { address, why } = BIND.exec(text)?.groups ?? {};
  if (address !== undefined && why !== undefined) {
    if (/permission denied/i.test(why)) {
      return new PermissionError('NO_PERM_LISTEN', `not allowed to listen on ${address}`);
    }
    const what = /in use/i.test(why) ? 'is in use' : `cannot be listened on (${why})`;
    return new UnavailableError('UNAVAILABLE_ADDRESS', `${address} ${what}`);
  }
  const from = place === undefined || place === '' ? '' : `${place}: `;
  return new InputError('INPUT_ENVOY', `${from}Envoy refuses the configuration: ${reasonIn(text)}`);
}
