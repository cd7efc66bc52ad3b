import { NoInputError } from '../model/errors.ts';

/** The error for input without any text: what was to write it has probably failed. */
export function nothingToRead(specs: readonly string[]): NoInputError {
  const [first = ''] = specs;
  if (specs.length === 1 && first === '-') {
    return new NoInputError('NO_INPUT_TEXT', 'standard input is empty', {
      hint: 'the command before the pipe may have failed; "set -o pipefail" makes the shell stop then',
    });
  }
  return new NoInputError('NO_INPUT_TEXT', `${specs.join(', ')}: there is no text in it`, {
    hint: 'check that whatever writes the manifests did not fail',
  });
}
