/** Texts of the configuration, in the form in which heads hold theirs: one character a byte. */

/** UTF-8 bytes as latin-1 text; ASCII stays as it is. */
export function latin1(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Whether every character is below 128. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
