/** Files that are packed with gzip, as many keep large answers. */
import { gunzipSync } from 'node:zlib';
import { InputError } from '../model/errors.ts';
import { MAX_FILE_BYTES } from './limits.ts';

const MAGIC = [0x1f, 0x8b] as const;

/** What is packed in the bytes; other bytes as they are. `name` is for messages. Throws InputError for what cannot be unpacked. */
export function unzipped(bytes: Uint8Array, name: string): Uint8Array {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_FILE_BYTES });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('INPUT_GZIP', `"${name}" cannot be unpacked: ${reason}`, {
      cause,
      hint: 'was it copied to its end? "gzip -t" looks',
    });
  }
}
