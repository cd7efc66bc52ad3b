/** `/stats` and `/stats/prometheus`. @see https://www.envoyproxy.io/docs/envoy/latest/operations/admin#get--stats */
import type { Sample } from '../telemetry/metrics.ts';
import { prometheusText, statsJson, statsText } from '../telemetry/text.ts';
import { type AdminAnswer, textAnswer } from './answer.ts';
import { regexOf } from './regex.ts';
import type { AdminSources } from './sources.ts';

const TYPES: Readonly<Record<string, readonly Sample['kind'][]>> = {
  All: ['counter', 'gauge', 'histogram'],
  Counters: ['counter'],
  Gauges: ['gauge'],
  Histograms: ['histogram'],
  TextReadouts: [],
};

const FORMATS: Readonly<Record<string, (samples: readonly Sample[]) => AdminAnswer>> = {
  text: (samples) => textAnswer(statsText(samples)),
  json: (samples) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(statsJson(samples)) }),
  prometheus: (samples) => textAnswer(prometheusText(samples)),
};

type Selection = (sample: Sample) => boolean;

/** Which series a query asks for; an answer says what is wrong with it. */
function selectionOf(query: URLSearchParams): Selection | AdminAnswer {
  const kinds = TYPES[query.get('type') ?? 'All'];
  if (kinds === undefined) return textAnswer(`usage: /stats?type=(${Object.keys(TYPES).join('|')})\n`, 400);
  const pattern = regexOf(query, 'filter');
  if (pattern !== undefined && 'status' in pattern) return pattern;
  const inverted = query.has('invert_filter');
  const usedOnly = query.has('usedonly');
  return ({ kind, stat, used }) =>
    kinds.includes(kind) && (used || !usedOnly) && (pattern === undefined || pattern.matcher(stat).find() !== inverted);
}

/** All series, or those the query asks for; 400 for a type, format or expression nobody knows. */
export async function statsPage(query: URLSearchParams, { engine }: AdminSources): Promise<AdminAnswer> {
  const format = FORMATS[query.get('format') ?? 'text'];
  if (format === undefined) return textAnswer('usage: /stats?format=(text|json|prometheus)\n\n', 400);
  const selects = selectionOf(query);
  return typeof selects === 'function' ? format((await engine.samples()).filter(selects)) : selects;
}

/** The same for scrapers. */
export async function prometheusPage(query: URLSearchParams, sources: AdminSources): Promise<AdminAnswer> {
  const asked = new URLSearchParams(query);
  asked.set('format', 'prometheus');
  return statsPage(asked, sources);
}
