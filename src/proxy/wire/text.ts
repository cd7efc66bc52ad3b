/** Lower case for ASCII letters only: bytes above ASCII, which latin-1 text holds, stay as they are. */
export function asciiLower(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
