import process from 'node:process';

/**
 * The digest of bytes, in hexadecimal. Node's cryptography takes several milliseconds to load, so it is only loaded by the
 * first call; hence not an import.
 */
export function digest(algorithm: 'sha1' | 'sha256' | 'sha512', data: Uint8Array | string): string {
  return process.getBuiltinModule('node:crypto').createHash(algorithm).update(data).digest('hex');
}
