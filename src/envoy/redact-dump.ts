/** Private keys in the text of a dump, blanked where Envoy did not do it; everything else stays as it is, byte for byte. */

import { SECRET_KEYS } from './schema/redact.ts';

/** Data inside them. */
const INLINE = /("inline_?(?:s|S)tring"|"inline_?(?:b|B)ytes")(\s*:\s*)"((?:[^"\\]|\\.)*)"/g;

const SECRET = new RegExp(`"(?:${[...SECRET_KEYS].join('|')})"\\s*:\\s*\\{`, 'g');

/** The text of a dump without private keys, tickets and passwords. */
export function redactDump(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let out = '';
  let from = 0;
  for (const { index, 0: opening } of text.matchAll(SECRET)) {
    const start = index + opening.length;
    if (index < from) continue;
    const end = closingBrace(text, start);
    out += text.slice(from, start) + text.slice(start, end).replace(INLINE, blanked);
    from = end;
  }
  return out + text.slice(from);
}

function blanked(_: string, key: string, colon: string): string {
  return `${key}${colon}"${/bytes"$/i.test(key) ? 'W3JlZGFjdGVkXQ==' : '[redacted]'}"`;
}

/** The offset of the brace that closes the map whose content begins at `start`. */
function closingBrace(text: string, start: number): number {
  const token = /"(?:[^"\\]|\\.)*"|[{}]/g;
  token.lastIndex = start;
  let depth = 1;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (found[0] === '{') depth += 1;
    else if (found[0] === '}' && --depth === 0) return found.index;
  }
  return text.length;
}
