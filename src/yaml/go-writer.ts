import { compareKeys } from './go-keys.ts';
import { goFloat, isBreak } from './go-scalar.ts';
import { BOM, brokenLines, characters, chomping, escaped, isSimpleKey, styleOf, wellFormed } from './go-style.ts';

/** Columns of indent per level. */
const INDENT = 2;
/** A space past this column may become a line break. */
const BEST_WIDTH = 80;

/** The state of libyaml's emitter, as far as block style needs it. */
class Writer {
  text = '';
  private column = 0;
  private indent = -1;
  /** Whether the last thing written lets the next follow without a space. */
  private whitespace = true;
  /** Whether nothing but indentation and `-`, `?`, `:` stands on this line so far. */
  private indention = true;

  private put(text: string): void {
    this.text += text;
    this.column += text.length;
  }

  private newLine(): void {
    this.text += '\n';
    this.column = 0;
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.newLine();
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  /** `follows`: a space goes before it where there is none; `opens`: what comes after may still start a block on this line. */
  private indicator(text: string, follows: boolean, opens = false): void {
    if (follows && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = false;
    this.indention = this.indention && opens;
  }

  document(value: unknown): void {
    this.node(value, false);
    this.indent = -1;
    this.writeIndent();
  }

  private node(value: unknown, inMap: boolean): void {
    if (typeof value === 'string') this.string(wellFormed(value), true);
    else if (Array.isArray(value)) this.list(value, inMap);
    else if (typeof value === 'object' && value !== null) this.map(value);
    else this.plain(scalarText(value), true);
  }

  private list(items: readonly unknown[], inMap: boolean): void {
    if (items.length === 0) {
      this.indicator('[]', true);
      return;
    }
    const outer = this.indent;
    // In a map the dashes stand under the key, unless the key is one that took a `?`.
    if (!inMap || this.indention) this.indent = outer < 0 ? 0 : outer + INDENT;
    for (const item of items) {
      this.writeIndent();
      this.indicator('-', true, true);
      this.node(item, false);
    }
    this.indent = outer;
  }

  private map(value: object): void {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) {
      this.indicator('{}', true);
      return;
    }
    entries.sort(([a], [b]) => compareKeys(a, b));
    const outer = this.indent;
    this.indent = outer < 0 ? 0 : outer + INDENT;
    for (const [key, item] of entries) {
      this.writeIndent();
      this.key(wellFormed(key));
      this.node(item, true);
    }
    this.indent = outer;
  }

  private key(key: string): void {
    if (isSimpleKey(key)) {
      this.string(key, false);
      this.indicator(':', false);
      return;
    }
    this.indicator('?', true, true);
    this.string(key, true);
    this.writeIndent();
    this.indicator(':', true, true);
  }

  /** `wrap` is false for a key on one line with its value, which may not be broken and is no literal. */
  private string(text: string, wrap: boolean): void {
    const outer = this.indent;
    this.indent = outer < 0 ? INDENT : outer + INDENT;
    this[styleOf(text, wrap)](text, wrap);
    this.indent = outer;
  }

  private plain(text: string, wrap: boolean): void {
    this.indicator('', true);
    this.folded(text, wrap);
    this.whitespace = false;
    this.indention = false;
  }

  private single(text: string, wrap: boolean): void {
    this.indicator("'", true);
    for (const [line, end] of brokenLines(text.replaceAll("'", "''"))) {
      if (this.indention && line) this.writeIndent();
      this.folded(line, wrap);
      this.indention = false;
      if (end) this.lineEnd(end);
    }
    this.indicator("'", false);
  }

  private double(text: string, wrap: boolean): void {
    this.indicator('"', true);
    const escapeAll = text.startsWith(BOM);
    let line = '';
    for (const { segment, index } of characters(text)) {
      if (segment !== ' ') line += escaped(segment, escapeAll);
      else if (!wrap || !this.mayBreak(text, index, line.length)) line += segment;
      else {
        this.put(line);
        this.writeIndent();
        line = text[index + 1] === ' ' ? '\\' : '';
      }
    }
    this.put(line);
    this.indicator('"', false);
  }

  private literal(text: string): void {
    this.indicator('|', true);
    if (text.startsWith(' ') || isBreak(text.charCodeAt(0))) this.put(String(INDENT));
    this.put(chomping(text));
    this.lineEnd('\n');
    this.whitespace = true;
    for (const [line, end] of brokenLines(text)) {
      if (line) {
        this.writeIndent();
        this.put(line);
        this.indention = false;
      }
      if (end) this.lineEnd(end);
    }
  }

  private lineEnd(end: string): void {
    this.text += end;
    this.column = 0;
    this.indention = true;
  }

  /** Writes words, with line breaks in place of single spaces where a line has become too long. */
  private folded(text: string, wrap: boolean): void {
    let from = 0;
    if (wrap && this.column + text.length > BEST_WIDTH) {
      for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
        this.put(text.slice(from, at));
        from = at;
        if (!this.mayBreak(text, at, 0) || text[at + 1] === ' ') continue;
        this.indention = false;
        this.writeIndent();
        from = at + 1;
      }
    }
    this.put(text.slice(from));
  }

  private mayBreak(text: string, at: number, pending: number): boolean {
    return this.column + pending > BEST_WIDTH && at > 0 && at < text.length - 1 && text[at - 1] !== ' ';
  }
}

const INT64_LIMIT = 2 ** 63;
const UINT64_LIMIT = 2 ** 64;

/** Integers of 64 bits come out as such; Go's YAML holds everything else in floats. */
function scalarText(value: unknown): string {
  if (typeof value !== 'number') return String(value ?? null);
  if (!Number.isInteger(value) || value >= UINT64_LIMIT || value <= -INT64_LIMIT) return goFloat(value);
  return String(value === 0 ? 0 : value);
}

/**
 * The bytes `sigs.k8s.io/yaml` writes for a value of JSON (what kubectl and every Kubernetes tool in Go prints), ending
 * in a line break: keys in go-yaml's order, two-space indent with list dashes under their key, strings quoted only where
 * YAML 1.1 would misread them, long lines folded past column 80. A bigint is an integer; a key whose value is
 * `undefined` is left out.
 */
export function goYaml(value: unknown): string {
  const writer = new Writer();
  writer.document(value);
  return writer.text;
}
