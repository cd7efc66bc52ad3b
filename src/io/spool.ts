import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from './problems.ts';

const MEBIBYTE = 1024 * 1024;

/** Text is encoded in pieces of this many characters: few enough to hold twice, enough to be quick. */
const PIECE_CHARACTERS = MEBIBYTE;

/** What is held in memory. Output of a repository of manifests fits; that of a hundred thousand objects goes to the disk. */
const MEMORY_BYTES = 64 * MEBIBYTE;

/** What is read back at a time. */
const READ_BYTES = MEBIBYTE;

/**
 * Text that is made before it is known whether it may be written: in memory as long as it is little, then in a file without a
 * name in the system's folder for such things, which is gone with the process however it ends.
 */
export class Spool {
  readonly #memoryBytes: number;
  #pending: string[] = [];
  #characters = 0;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #file: number | undefined;
  #head = '';
  #open = false;

  /** `memoryBytes` may be held in memory; default 64 MiB. */
  constructor(memoryBytes = MEMORY_BYTES) {
    this.#memoryBytes = memoryBytes;
  }

  /** The first text that was added, empty as long as there is none. */
  get head(): string {
    return this.#head;
  }

  /** Whether the last line has no end yet. */
  get open(): boolean {
    return this.#open;
  }

  /** Throws what {@link fileProblem} makes of a disk that is full. */
  add(text: string): void {
    if (text === '') return;
    if (this.#head === '') this.#head = text;
    this.#open = !text.endsWith('\n');
    this.#pending.push(text);
    this.#characters += text.length;
    if (this.#characters >= PIECE_CHARACTERS) this.#flush();
  }

  /** Everything that was added, in order; may be read again. */
  *parts(): Generator<string | Uint8Array> {
    if (this.#file !== undefined) yield* this.#readBack(this.#file);
    yield* this.#pieces;
    yield* this.#pending;
  }

  /** Lets go of what was added. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#pieces = [];
    this.#pending = [];
  }

  #flush(): void {
    const piece = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#characters = 0;
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#bytes > this.#memoryBytes) this.#spill();
  }

  #spill(): void {
    try {
      this.#file ??= openNameless();
      for (const piece of this.#pieces) writeAll(this.#file, piece);
    } catch (error) {
      throw fileProblem(error, 'write', tmpdir());
    }
    this.#pieces = [];
  }

  *#readBack(file: number): Generator<Uint8Array> {
    for (let position = 0; ; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const length = readSync(file, buffer, 0, READ_BYTES, position);
      if (length === 0) return;
      position += length;
      yield buffer.subarray(0, length);
    }
  }
}

function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-'));
  try {
    return openSync(join(folder, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at);
}
