/** The pages and commands of the admin port. @see https://www.envoyproxy.io/docs/envoy/latest/operations/admin */
import { type AdminAnswer, type AdminRequest, DONE, jsonAnswer, textAnswer } from './answer.ts';
import { clustersPage } from './clusters.ts';
import { configDump } from './config-dump.ts';
import { listenersPage, memoryPage, readyPage, runtimePage, serverInfo } from './info.ts';
import { LEVELS, logging } from './loggers.ts';
import { certsPage } from './secrets.ts';
import type { AdminSources } from './sources.ts';
import { prometheusPage, statsPage } from './stats.ts';

type Act = (query: URLSearchParams, sources: AdminSources) => AdminAnswer | Promise<AdminAnswer>;

interface AdminCommand {
  readonly does: string;
  /** Only by POST. */
  readonly changes?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly act: Act;
}

const done =
  (act: (sources: AdminSources) => void): Act =>
  (_, sources) => {
    act(sources);
    return DONE;
  };

async function profiler(query: URLSearchParams, sources: AdminSources): Promise<AdminAnswer> {
  const enable = query.get('enable');
  if (enable !== 'y' && enable !== 'n') return textAnswer('?enable=<y|n>\n', 400);
  await sources.profile(enable === 'y');
  return DONE;
}

const COMMANDS: Readonly<Record<string, AdminCommand>> = {
  '/': { does: 'this list as a page', act: homePage },
  '/certs': { does: 'certificates in use', act: (_, sources) => certsPage(sources) },
  '/clusters': {
    does: 'clusters, their limits and endpoints',
    parameters: { filter: 'RE2 on the names of clusters', format: 'text or json' },
    act: clustersPage,
  },
  '/config_dump': {
    does: 'the configuration that runs',
    parameters: {
      resource: 'one list of it',
      mask: 'fields to keep; with resource, of every item',
      name_regex: 'RE2 that names of resources match as a whole',
      include_eds: 'with the endpoints of clusters',
    },
    act: configDump,
  },
  '/cpuprofiler': {
    does: 'start or stop the CPU profiler of V8',
    changes: true,
    parameters: { enable: 'y or n' },
    act: profiler,
  },
  '/drain_listeners': {
    does: 'stop listening; requests under way end',
    changes: true,
    parameters: { graceful: 'accepted; draining is always graceful', inboundonly: 'only listeners for what comes in' },
    act: (query, { engine }) => {
      engine.drain(query.has('inboundonly'));
      return DONE;
    },
  },
  '/healthcheck/fail': {
    does: 'answer /ready with 503',
    changes: true,
    act: done((sources) => sources.setHealthy(false)),
  },
  '/healthcheck/ok': { does: 'undo that', changes: true, act: done((sources) => sources.setHealthy(true)) },
  '/help': { does: 'this list', act: () => textAnswer(helpText()) },
  '/hot_restart_version': {
    does: 'whether a new process can take over from this one',
    act: () => textAnswer('disabled'),
  },
  '/init_dump': { does: 'what start-up waits for', act: () => jsonAnswer({}) },
  '/listeners': { does: 'listeners and their addresses', parameters: { format: 'text or json' }, act: listenersPage },
  '/logging': {
    does: 'show and set how much is reported',
    changes: true,
    parameters: { level: `of all loggers: ${LEVELS.join(', ')}`, paths: 'of some: NAME:LEVEL,NAME:LEVEL' },
    act: (query, { loggers }) => logging(query, loggers),
  },
  '/memory': { does: 'memory of the process', act: (_, sources) => memoryPage(sources) },
  '/quitquitquit': { does: 'end the proxy', changes: true, act: done((sources) => sources.quit()) },
  '/ready': { does: 'LIVE with 200, anything else with 503', act: (_, sources) => readyPage(sources) },
  '/reopen_logs': { does: 'open access logs again', changes: true, act: done(({ engine }) => engine.reopenLogs()) },
  '/reset_counters': { does: 'set counters to zero', changes: true, act: done(({ engine }) => engine.resetCounters()) },
  '/runtime': { does: 'values of the runtime', act: () => runtimePage() },
  '/server_info': { does: 'version, state and options', act: (_, sources) => serverInfo(sources) },
  '/stats': {
    does: 'statistics',
    parameters: {
      usedonly: 'only what was ever written',
      filter: 'RE2 on names',
      invert_filter: 'those that do not match',
      format: 'text, json or prometheus',
      type: 'All, Counters, Gauges, Histograms or TextReadouts',
    },
    act: statsPage,
  },
  '/stats/prometheus': {
    does: 'statistics for scrapers',
    parameters: {
      usedonly: 'only what was ever written',
      filter: 'RE2 on names',
      invert_filter: 'those that do not match',
    },
    act: prometheusPage,
  },
};

function helpText(): string {
  const lines = Object.entries(COMMANDS).flatMap(([path, { does, changes, parameters = {} }]) => [
    `  ${path}${changes ? ' (POST)' : ''}: ${does}`,
    ...Object.entries(parameters).map(([name, text]) => `      ${name}: ${text}`),
  ]);
  return `admin commands are:\n${lines.join('\n')}\n`;
}

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function homePage(): AdminAnswer {
  const rows = Object.entries(COMMANDS).map(([path, { does, changes }]) => {
    const cell = changes
      ? `<form action="${path.slice(1)}" method="post"><button>${path.slice(1)}</button></form>`
      : `<a href="${path === '/' ? './' : path.slice(1)}">${path === '/' ? '/' : path.slice(1)}</a>`;
    return `<tr><td>${cell}</td><td>${html(does)}</td></tr>`;
  });
  const body = `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>meshctl proxy</title></head>\n<body><table>\n${rows.join('\n')}\n</table></body></html>\n`;
  return { status: 200, contentType: 'text/html; charset=UTF-8', body };
}

/** Names of this machine: a page of another site that has this address under its own name is refused. */
const LOCAL_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Answers one request; it never throws for what the request says. `anyHost`: whether names other than those of this machine
 * are taken, where others are meant to ask.
 */
export async function answerAdmin(
  { method, path, query, host }: AdminRequest,
  sources: AdminSources,
  anyHost = false,
): Promise<AdminAnswer> {
  if (!anyHost && host !== '' && !LOCAL_NAME.test(host))
    return textAnswer(`"${host}" is no name of this machine\n`, 403);
  const command = Object.hasOwn(COMMANDS, path) ? COMMANDS[path] : undefined;
  if (command === undefined) return textAnswer(`invalid path. ${helpText()}`, 404);
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
    return textAnswer(`Method ${method} not allowed.`, 405);
  if (command.changes && method !== 'POST') return textAnswer(`Method ${method} not allowed, POST required.`, 405);
  return command.act(query, sources);
}
