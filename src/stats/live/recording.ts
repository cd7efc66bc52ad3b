/** Recordings: what proxies answered, look by look, one JSON document a line. */
import { redactDump } from '../../envoy/redact-dump.ts';
import { InputError } from '../../model/errors.ts';
import { asMap, asString } from '../../model/json.ts';
import { PAGE_NAMES, type PageName, type Pages, type Tick } from './pages.ts';

const API_VERSION = 'meshctl.dev/v1';
const KIND = 'Recording';

/** The first line of a recording. */
export function recordingHeader(): string {
  return `${JSON.stringify({ apiVersion: API_VERSION, kind: KIND })}\n`;
}

/** One look as a line. Private keys that the proxy did not blank are blanked. */
export function recordLine({ proxy, atMs, pages, problem }: Tick): string {
  const texts = PAGE_NAMES.flatMap((name) => {
    const bytes = pages[name];
    if (bytes === undefined) return [];
    return [[name, name === 'dump' ? redactDump(bytes) : new TextDecoder().decode(bytes)] as const];
  });
  const line = {
    atMs: Math.round(atMs),
    proxy,
    pages: Object.fromEntries(texts),
    ...(problem === undefined ? {} : { problem }),
  };
  return `${JSON.stringify(line)}\n`;
}

/**
 * The looks of a recording in their order. A last line that was cut off, as by a crash, is left out. Throws InputError for
 * another file, naming the line.
 */
export function readRecording(text: string, name: string): readonly Tick[] {
  const lines = text.split('\n');
  const [first = '', ...rest] = lines;
  const header = parsed(first);
  if (asMap(header)['kind'] !== KIND) {
    throw new InputError('INPUT_RECORDING', `"${name}" is no recording of meshctl`, {
      hint: 'meshctl tui --record FILE makes one',
    });
  }
  return rest.flatMap((line, index) => {
    if (line === '') return [];
    const tick = tickOf(parsed(line));
    if (tick !== undefined) return [tick];
    if (index === rest.length - 1) return [];
    throw new InputError('INPUT_RECORDING', `"${name}":${index + 2}: the line is no look at a proxy`, {
      hint: 'remove the line, or record anew',
    });
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function tickOf(value: unknown): Tick | undefined {
  const map = asMap(value);
  const { proxy, atMs, problem } = {
    proxy: asString(map['proxy']),
    atMs: map['atMs'],
    problem: asString(map['problem']),
  };
  if (proxy === undefined || typeof atMs !== 'number') return undefined;
  const pages: Partial<Record<PageName, Uint8Array>> = {};
  for (const name of PAGE_NAMES) {
    const page = asString(asMap(map['pages'])[name]);
    if (page !== undefined) pages[name] = new TextEncoder().encode(page);
  }
  const found: Pages = pages;
  return { proxy, atMs, pages: found, ...(problem === undefined ? {} : { problem }) };
}
