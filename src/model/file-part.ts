/** Parts of files by name, for what may stand in a file of its own or in the configuration file. */

/** A file, and the keys that lead to a part of it; none for the whole file. */
export interface FilePart {
  readonly file: string;
  readonly keys: readonly string[];
}

const PART = /^(.+)#\/((?:[a-z-]+\/)*rules)$/;

/** The name of a part: `.meshctl.yaml#/analyze/rules`. */
export function partName({ file, keys }: FilePart): string {
  return keys.length === 0 ? file : `${file}#/${keys.join('/')}`;
}

/** What a name stands for: any name but those of {@link partName} for a whole file. */
export function filePart(name: string): FilePart {
  const [, file = name, keys] = PART.exec(name) ?? [];
  return { file, keys: keys?.split('/') ?? [] };
}
