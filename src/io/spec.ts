const MAGIC = /[*?[{]/;

/** Whether a name given for a file is a URL. */
export function isUrl(spec: string): boolean {
  return /^https?:\/\//i.test(spec);
}

/** Whether a name asks for a search: it has `*`, `?`, `[…]` or `{…}`. */
export function isGlob(spec: string): boolean {
  return MAGIC.test(spec);
}
