/** Where a template went wrong. */
export interface TemplatePlace {
  /** The name of the text that was parsed; a `define` in it has the name of the text, too. */
  readonly template: string;
  /** 1-based line in that text. */
  readonly line: number;
  /** 0-based offset in UTF-8 bytes from the start of the line, as Go prints it; absent for parse errors, which know only the line. */
  readonly column?: number;
}

/**
 * A template that cannot be parsed or whose execution failed. `message` is the whole sentence in the form of Go's
 * text/template, place included; nothing else is thrown by this folder's public functions.
 */
export class TemplateError extends Error {
  readonly phase: 'parse' | 'exec';
  readonly template: string;
  readonly line: number;
  readonly column: number | undefined;

  constructor(phase: 'parse' | 'exec', place: TemplatePlace, message: string) {
    super(message);
    this.name = 'TemplateError';
    this.phase = phase;
    this.template = place.template;
    this.line = place.line;
    this.column = place.column;
  }
}

/** What a template function throws when it fails: the engine turns it into a {@link TemplateError} that names the call. */
export class GoError extends Error {
  override readonly name = 'GoError';
}
