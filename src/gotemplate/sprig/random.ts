/** Sprig's functions whose results cannot be told in advance, and those that reach outside. */
import { GoError } from '../errors.ts';
import { ANY, type FunctionSet, fn, INT, STRING, variadic } from '../functions.ts';

/** Numbers from 0 up to, not including, 1. */
export type Random = () => number;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
/** The printable characters of ASCII. */
const ASCII = Array.from({ length: 95 }, (_item, index) => String.fromCharCode(32 + index)).join('');

/** Why each function is refused; `docs` and error messages say the same. */
const REFUSED = {
  bcrypt: 'its result holds a random salt',
  buildCustomCert: 'it reads certificates and keys',
  decryptAES: 'templates are no place for secrets',
  derivePassword: 'templates are no place for secrets',
  encryptAES: 'its result holds a random vector',
  genCA: 'it makes a random key',
  genCAWithKey: 'its result depends on the time and is random',
  genPrivateKey: 'it makes a random key',
  genSelfSignedCert: 'it makes a random key',
  genSelfSignedCertWithKey: 'its result depends on the time and is random',
  genSignedCert: 'it makes a random key',
  genSignedCertWithKey: 'its result depends on the time and is random',
  getHostByName: 'it asks the network',
  htpasswd: 'its result holds a random salt',
} as const satisfies Record<string, string>;

/** The functions of sprig that always fail here, and why. A template may mention them; it fails when it reaches the call. */
export const REFUSED_FUNCTIONS: Readonly<Record<string, string>> = REFUSED;

const unavailable = (why: string): GoError =>
  new GoError(`not available: ${why}, and the same input must always give the same output`);

const refused = (why: string) =>
  variadic([], ANY, () => {
    throw unavailable(why);
  });

function below(random: Random | undefined, limit: number): number {
  if (!random) throw unavailable('its result is random');
  return Math.floor(random() * limit);
}

function pick(random: Random | undefined, alphabet: string, count: number): string {
  return Array.from({ length: Math.max(count, 0) }, () => alphabet[below(random, alphabet.length)] ?? '').join('');
}

function shuffle(random: Random | undefined, text: string): string {
  const chars = [...text];
  for (let last = chars.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    [chars[last], chars[other]] = [chars[other] ?? '', chars[last] ?? ''];
  }
  return chars.join('');
}

function randomBytes(random: Random | undefined, count: number): string {
  const bytes = Uint8Array.from({ length: Math.max(count, 0) }, () => below(random, 256));
  return btoa(String.fromCharCode(...bytes));
}

/** A version 4 UUID: RFC 9562, section 5.4. */
function uuid(random: Random | undefined): string {
  const digit = (): string => below(random, 16).toString(16);
  const variant = (8 + below(random, 4)).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (char) => (char === 'y' ? variant : digit()));
}

function randomInt(random: Random | undefined, least: number, limit: number): bigint {
  if (limit <= least) throw new GoError('invalid argument to Intn');
  return BigInt(least + below(random, limit - least));
}

/** The random functions, working when they are given numbers, and the refused ones. */
export function randomFunctions(random: Random | undefined): FunctionSet {
  return {
    ...Object.fromEntries(Object.entries(REFUSED).map(([name, why]) => [name, refused(why)])),
    randAlpha: fn([INT], (count) => pick(random, LETTERS, count)),
    randAlphaNum: fn([INT], (count) => pick(random, LETTERS + DIGITS, count)),
    randAscii: fn([INT], (count) => pick(random, ASCII, count)),
    randBytes: fn([INT], (count) => randomBytes(random, count)),
    randInt: fn([INT, INT], (least, limit) => randomInt(random, least, limit)),
    randNumeric: fn([INT], (count) => pick(random, DIGITS, count)),
    shuffle: fn([STRING], (text) => shuffle(random, text)),
    uuidv4: fn([], () => uuid(random)),
  };
}
