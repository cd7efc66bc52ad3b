/** Byte classes of HTTP/1.1 (RFC 9110 section 5.6.2, RFC 9112 sections 3 to 5) as 256-entry tables: 1 = allowed. */

/** Bytes of HTTP/1.1 by the names RFC 9110 5.6 has for them. */
export const CR = 0x0d;
export const LF = 0x0a;
export const SP = 0x20;
export const HTAB = 0x09;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
const DEL = 0x7f;

function table(allows: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (allows(byte) ? 1 : 0));
}

/** `tchar`: methods and field names. */
export const TOKEN: Uint8Array = table((byte) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/.test(String.fromCharCode(byte)));

/** What a field value may hold: visible characters, space, tab and bytes above ASCII; no control byte, no DEL. */
export const VALUE: Uint8Array = table((byte) => byte === HTAB || (byte >= SP && byte !== DEL));

/** What a start line may hold: as a value, but no tab. */
export const LINE: Uint8Array = table((byte) => byte >= SP && byte !== DEL);

/** A hexadecimal digit's value plus one; 0 for any other byte. */
export const HEX: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit + 1;
});

/** Whether every character of a latin-1 text is of a class; an empty text is not. */
export function consistsOf(text: string, allowed: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) {
    if (allowed[text.charCodeAt(index)] !== 1) return false;
  }
  return text.length > 0;
}
