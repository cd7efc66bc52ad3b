/** The text exposition format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */

/** One value of a series. */
export interface PromSample {
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As it is written: it may have more digits than a number holds. */
  readonly value: string;
}

const HEAD = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** The samples of a text; comments and lines of another form are left out. */
export function promSamples(text: string): readonly PromSample[] {
  const samples: PromSample[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, family, labels = '', value = ''] = HEAD.exec(line) ?? [];
    if (family !== undefined) samples.push({ family, labels: labelsOf(labels), value });
  }
  return samples;
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\[n"\\]/g, (escaped) => ESCAPES[escaped] ?? escaped),
  ]);
  return Object.fromEntries(pairs);
}
