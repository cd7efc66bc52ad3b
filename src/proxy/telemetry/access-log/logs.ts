import type { ListenerPlan } from '../../contract.ts';
import type { RequestRecord, TcpRecord } from '../../observer.ts';
import type { TelemetryPlan } from '../plan.ts';
import { connectionEntry, type LogEntry, requestEntry } from './entry.ts';
import { LogFilter } from './filter.ts';
import { type FormatContext, type LineFormat, lineFormat } from './format.ts';

/** Where lines go: latin-1 text, a character for each byte. It never makes anybody wait. */
export interface LogSink {
  write(line: string): void;
}

interface OpenLog {
  readonly format: LineFormat;
  readonly sink: LogSink;
  readonly filter: LogFilter | undefined;
}

/** What logs are made with. */
export interface LogOptions extends Omit<FormatContext, 'statName'> {
  /** Gives the sink of a file; the same one for the same path. */
  readonly sinkOf: (path: string) => LogSink;
  /** The filter of a log cannot be read. */
  readonly onBadFilter: (expression: string, reason: string) => void;
}

const NONE: readonly OpenLog[] = [];

/** The access logs of all listeners. */
export class AccessLogs {
  readonly #options: LogOptions;
  #plan: TelemetryPlan = { listeners: new Map(), clusters: new Map() };
  #byListener = new WeakMap<ListenerPlan, readonly OpenLog[]>();

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** The formats and files of this plan count from now on. */
  use(plan: TelemetryPlan): void {
    this.#plan = plan;
    this.#byListener = new WeakMap();
  }

  /** A line for a request that has ended; `flags` are those of all parts together. */
  request(record: RequestRecord, flags: number): void {
    const logs = this.#logsOf(record.listener);
    if (logs.length > 0) write(logs, requestEntry(record, flags));
  }

  /** A line for a connection that has ended. */
  connection(record: TcpRecord, flags: number): void {
    const logs = this.#logsOf(record.listener);
    if (logs.length > 0) write(logs, connectionEntry(record, flags));
  }

  #logsOf(listener: ListenerPlan): readonly OpenLog[] {
    const known = this.#byListener.get(listener);
    if (known !== undefined) return known;
    const { sinkOf, onBadFilter, ...rest } = this.#options;
    const statName = (name: string): string => this.#plan.clusters.get(name)?.statName ?? name;
    const plans = this.#plan.listeners.get(listener.name)?.logs ?? [];
    const logs = plans.map(({ path, format, filter }) => ({
      format: lineFormat(format, { ...rest, statName }),
      sink: sinkOf(path),
      filter: filter === undefined ? undefined : new LogFilter(filter, (reason) => onBadFilter(filter, reason)),
    }));
    const open = logs.length === 0 ? NONE : logs;
    this.#byListener.set(listener, open);
    return open;
  }
}

function write(logs: readonly OpenLog[], entry: LogEntry): void {
  for (const { format, sink, filter } of logs) {
    const line = format(entry);
    if (filter === undefined) sink.write(line);
    else filter.pass(entry, () => sink.write(line));
  }
}
