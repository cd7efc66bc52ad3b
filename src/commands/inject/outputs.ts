import { STDIN } from '../../io/inputs.ts';
import { Spool } from '../../io/spool.ts';
import type { FileFormat, RewriteFormat } from './formats.ts';

/** What one file of the input became, or all of them where the format makes them one. */
export interface Output {
  readonly name: string;
  readonly content: Spool;
  readonly changed: boolean;
}

/** The outputs of a run, made file by file. */
export class Outputs {
  readonly #format: RewriteFormat;
  readonly #made: Output[] = [];
  /** The output all files share. */
  readonly #whole: Spool | undefined;

  constructor(format: RewriteFormat) {
    this.#format = format;
    if (format.end) this.#whole = new Spool();
  }

  /** Begins a file of the input; `end` says whether anything in it changed. */
  begin(name: string): { readonly file: FileFormat; readonly end: (changed: boolean) => void } {
    const content = this.#whole ?? new Spool();
    const file = this.#format.file(name, content);
    return {
      file,
      end: (changed) => {
        file.finish();
        this.#made.push({ name, content, changed });
      },
    };
  }

  /** Whether anything in any file changed. */
  get changed(): boolean {
    return this.#made.some(({ changed }) => changed);
  }

  /** What is to be written, once all files are in. */
  finish(): readonly Output[] {
    const whole = this.#whole;
    if (!whole) return this.#made;
    this.#format.end?.(whole);
    return [{ name: this.#made[0]?.name ?? STDIN, content: whole, changed: true }];
  }

  /** Lets go of everything; does nothing a second time. */
  close(): void {
    this.#whole?.close();
    for (const { content } of this.#made) content.close();
  }
}
