import { InputError } from '../model/errors.ts';

const MEBIBYTE = 1024 * 1024;

/** The refusal of an input larger than `limit` bytes. */
export function tooLarge(name: string, limit: number): InputError {
  return new InputError('INPUT_TOO_LARGE', `"${name}" is larger than ${limit / MEBIBYTE} MiB`, {
    hint: 'check that this is the file you meant, or split it',
  });
}

/** All bytes of a stream in one array. Throws InputError as soon as there are more than `limit` of them. */
export async function collectBytes(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(name, limit);
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
}

/** The chunks of a body; each winds the timer up again: what is large may take long over a slow line, as long as it moves. */
export async function* moving(body: AsyncIterable<Uint8Array>, timer: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    timer.refresh();
    yield chunk;
  }
}
