/** What was expected beside what was seen. */
import type { Bounds, Expectation, FieldExpectation, Result } from './scenario.ts';
import type { Upstream } from './upstreams.ts';

/** Everything a run of a scenario left behind. */
export interface Observation {
  readonly results: readonly Result[];
  readonly upstreams: readonly Upstream[];
  readonly log: readonly string[];
}

type Problems = string[];

const within = (bounds: Bounds, value: number): boolean =>
  typeof bounds === 'number' ? value === bounds : value >= bounds[0] && value <= bounds[1];

function checkFields(
  what: string,
  expected: Readonly<Record<string, FieldExpectation>>,
  seen: Result['headers'],
): Problems {
  return Object.entries(expected).flatMap(([name, expectation]) => {
    const found = seen[name];
    const value = found === undefined ? undefined : [found].flat().join(',');
    if (expectation === null) return value === undefined ? [] : [`${what} ${name} is there: ${value}`];
    if (value === undefined) return [`${what} ${name} is missing`];
    if (expectation === true) return [];
    const fits = expectation.startsWith('~') ? new RegExp(expectation.slice(1)).test(value) : value === expectation;
    return fits ? [] : [`${what} ${name} is ${value}, not ${expectation}`];
  });
}

function checkCounts(
  what: string,
  expected: Readonly<Record<string, Bounds>>,
  count: (key: string) => number,
): Problems {
  return Object.entries(expected).flatMap(([key, bounds]) => {
    const value = count(key);
    return within(bounds, value) ? [] : [`${what} ${key}: ${value}, not ${JSON.stringify(bounds)}`];
  });
}

function checkResults(expected: Expectation, all: readonly Result[]): Problems {
  const results = expected.last === undefined ? all : all.slice(-expected.last);
  const last = results.at(-1);
  const problems: Problems = [];
  if (expected.status !== undefined) {
    const allowed = [expected.status].flat();
    const wrong = results.filter(({ status }) => !allowed.includes(status));
    if (wrong.length > 0)
      problems.push(`status ${wrong.map(({ status }) => status).join(',')}, not ${allowed.join(' or ')}`);
  }
  if (expected.statusCounts) {
    problems.push(
      ...checkCounts(
        'status',
        expected.statusCounts,
        (key) => results.filter(({ status }) => String(status) === key).length,
      ),
    );
  }
  if (expected.elapsedMs) {
    const bounds = expected.elapsedMs;
    problems.push(
      ...results.filter(({ elapsedMs }) => !within(bounds, elapsedMs)).map(({ elapsedMs }) => `took ${elapsedMs} ms`),
    );
  }
  if (expected.body !== undefined && last?.body !== expected.body) problems.push(`body ${JSON.stringify(last?.body)}`);
  if (expected.bodyContains !== undefined && !last?.body.includes(expected.bodyContains))
    problems.push(`body ${JSON.stringify(last?.body)} lacks ${expected.bodyContains}`);
  if (expected.bodyBytes !== undefined && last?.body.length !== expected.bodyBytes)
    problems.push(`body of ${last?.body.length} bytes`);
  problems.push(...checkFields('header', expected.headers ?? {}, last?.headers ?? {}));
  problems.push(...checkFields('trailer', expected.trailers ?? {}, last?.trailers ?? {}));
  return problems;
}

function checkUpstreams(expected: Expectation, upstreams: readonly Upstream[]): Problems {
  const named = (name: string): Upstream | undefined => upstreams.find((upstream) => upstream.name === name);
  const reached = upstreams.filter(({ hits }) => hits.length > 0);
  const seen = (expected.seenOn === undefined ? reached[0] : named(expected.seenOn))?.hits[0];
  const problems: Problems = [
    ...checkCounts('hits', expected.hits ?? {}, (name) => named(name)?.hits.length ?? 0),
    ...checkCounts('connections', expected.connsOn ?? {}, (name) => named(name)?.connections() ?? 0),
    ...checkFields('upstream header', expected.upstreamHeaders ?? {}, seen?.headers ?? {}),
  ];
  const same = (what: string, wanted: unknown, value: unknown): void => {
    if (wanted !== undefined && wanted !== value) problems.push(`${what} is ${String(value)}, not ${String(wanted)}`);
  };
  same('upstream', expected.upstream, seen?.upstream);
  same('upstream path', expected.upstreamPath, seen?.path);
  same('upstream host', expected.upstreamHost, seen?.host);
  same('upstream body', expected.upstreamBody, seen?.bodyLength);
  same(
    'distinct upstreams',
    expected.distinctUpstreams,
    expected.distinctUpstreams === undefined ? undefined : reached.length,
  );
  return problems;
}

/** Flags and details of a line in the default text format. */
const LINE = /^\[[^\]]*\] "[^"]*" \d+ (\S+) (\S+) /;

function checkLog({ flags, details }: Expectation, log: readonly string[]): Problems {
  const lines = log.map((line) => LINE.exec(line) ?? []);
  const problems: Problems = [];
  if (flags !== undefined && !lines.some((line) => line[1]?.split(',').includes(flags)))
    problems.push(`no flag ${flags} in the log: ${log.join(' | ')}`);
  if (details !== undefined && !lines.some((line) => line[2]?.includes(details)))
    problems.push(`no details ${details} in the log: ${log.join(' | ')}`);
  return problems;
}

/** What of the expectations is not met; nothing when all are. */
export function problemsOf(expected: Expectation, { results, upstreams, log }: Observation): readonly string[] {
  return [...checkResults(expected, results), ...checkUpstreams(expected, upstreams), ...checkLog(expected, log)];
}
