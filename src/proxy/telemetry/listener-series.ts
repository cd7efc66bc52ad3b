/** Envoy's series of one listener and its connection manager. */

import type { ConnectionInfo } from '../contract.ts';
import { FLAGS } from '../flags.ts';
import type { RequestRecord } from '../observer.ts';
import type { TlsRefusal } from '../tls-refusal.ts';
import type { Histogram } from './histogram.ts';
import type { Metrics } from './metrics.ts';
import type { ListenerNames } from './plan.ts';
import { httpScope, listenerHttpScope, listenerScope, type Scope, seriesOf } from './series.ts';

/** How many answers there were of each class, in one scope. */
class AnswerSeries {
  readonly #metrics: Metrics;
  readonly #scope: Scope;
  readonly #completed: number;
  readonly #classes: number[] = [];

  constructor(metrics: Metrics, scope: Scope) {
    this.#metrics = metrics;
    this.#scope = scope;
    this.#completed = metrics.counter(seriesOf(scope, 'downstream_rq_completed'));
  }

  ended(status: number): void {
    this.#metrics.add(this.#completed);
    this.#metrics.add(this.#classCell(Math.floor(status / 100)));
  }

  #classCell(hundreds: number): number {
    const known = this.#classes[hundreds];
    if (known !== undefined) return known;
    const cell = this.#metrics.counter(seriesOf(this.#scope, `downstream_rq_${hundreds}xx`));
    this.#classes[hundreds] = cell;
    return cell;
  }
}

/** The series of the HTTP side of a listener. */
class HttpSeries {
  readonly #metrics: Metrics;
  readonly #total: number;
  readonly #http1: number;
  readonly #http2: number;
  readonly #answers: AnswerSeries;
  /** Of this listener alone: several may share a prefix. */
  readonly #ownAnswers: AnswerSeries;
  readonly #noRoute: number;
  readonly #tooLarge: number;
  readonly active: number;
  readonly connections: number;
  readonly connectionsActive: number;
  readonly connectionsDestroyed: number;
  readonly #time: Histogram;

  constructor(metrics: Metrics, { address, statPrefix }: ListenerNames) {
    const scope = httpScope(statPrefix);
    const counter = (name: string): number => metrics.counter(seriesOf(scope, name));
    this.#metrics = metrics;
    this.#answers = new AnswerSeries(metrics, scope);
    this.#ownAnswers = new AnswerSeries(metrics, listenerHttpScope(address, statPrefix));
    this.#total = counter('downstream_rq_total');
    this.#http1 = counter('downstream_rq_http1_total');
    this.#http2 = counter('downstream_rq_http2_total');
    this.#noRoute = counter('no_route');
    this.#tooLarge = counter('downstream_rq_too_large');
    this.connections = counter('downstream_cx_total');
    this.connectionsDestroyed = counter('downstream_cx_destroy');
    this.active = metrics.gauge(seriesOf(scope, 'downstream_rq_active'));
    this.connectionsActive = metrics.gauge(seriesOf(scope, 'downstream_cx_active'));
    this.#time = metrics.histogram(seriesOf(scope, 'downstream_rq_time'));
  }

  ended({ protocol, status, startedAt, endedAt }: RequestRecord, flags: number): void {
    const metrics = this.#metrics;
    metrics.add(this.#total);
    metrics.add(protocol === 'HTTP/2' ? this.#http2 : this.#http1);
    if ((flags & FLAGS.NR) !== 0) metrics.add(this.#noRoute);
    if (status === 0) return;
    if (status === 413) metrics.add(this.#tooLarge);
    this.#answers.ended(status);
    this.#ownAnswers.ended(status);
    this.#time.record(endedAt - startedAt);
  }
}

/** The series of one listener. */
export class ListenerSeries {
  readonly names: ListenerNames;
  readonly #metrics: Metrics;
  readonly #total: number;
  readonly #destroyed: number;
  readonly #active: number;
  readonly #http: HttpSeries | undefined;
  readonly #scope: Scope;

  constructor(metrics: Metrics, names: ListenerNames) {
    const scope = listenerScope(names.address);
    this.#scope = scope;
    this.names = names;
    this.#metrics = metrics;
    this.#total = metrics.counter(seriesOf(scope, 'downstream_cx_total'));
    this.#destroyed = metrics.counter(seriesOf(scope, 'downstream_cx_destroy'));
    this.#active = metrics.gauge(seriesOf(scope, 'downstream_cx_active'));
    this.#http = names.statPrefix === '' ? undefined : new HttpSeries(metrics, names);
  }

  clientOpened(): void {
    this.#metrics.add(this.#total);
    this.#metrics.add(this.#active);
    if (this.#http === undefined) return;
    this.#metrics.add(this.#http.connections);
    this.#metrics.add(this.#http.connectionsActive);
  }

  clientClosed(): void {
    this.#metrics.add(this.#destroyed);
    this.#metrics.add(this.#active, -1);
    if (this.#http === undefined) return;
    this.#metrics.add(this.#http.connectionsDestroyed);
    this.#metrics.add(this.#http.connectionsActive, -1);
  }

  /** Envoy's statistics of TLS; they begin with the first handshake. */
  tlsEnded({ peer }: ConnectionInfo, refusal: TlsRefusal | undefined): void {
    const count = (name: string): void => this.#metrics.add(this.#metrics.counter(seriesOf(this.#scope, name)));
    if (refusal) {
      count(refusal.problem);
      return;
    }
    count('ssl.handshake');
    if (peer === undefined) count('ssl.no_certificate');
  }

  requestStarted(): void {
    if (this.#http !== undefined) this.#metrics.add(this.#http.active);
  }

  requestEnded(record: RequestRecord, flags: number): void {
    if (this.#http === undefined) return;
    this.#metrics.add(this.#http.active, -1);
    this.#http.ended(record, flags);
  }
}
