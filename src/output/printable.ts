/** Characters that steer a terminal or reorder what it shows; a tab is none of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STEERING = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Where Unicode has pictures of the ASCII control characters. */
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = 0x2421;

function picture(char: string): string {
  const code = char.charCodeAt(0);
  if (code === DELETE) return String.fromCharCode(DELETE_PICTURE);
  return code < DELETE ? String.fromCharCode(PICTURES + code) : '\ufffd';
}

/**
 * Text of a file as a terminal may be given it: what would steer the terminal is shown as a picture of itself. As long as it
 * was, so places in it stay the same.
 */
export function printable(text: string): string {
  return text.replace(STEERING, picture);
}
