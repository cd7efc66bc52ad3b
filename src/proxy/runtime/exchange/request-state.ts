import type { IpAddress } from '../../../model/ip.ts';
import type { JsonMap } from '../../../model/json.ts';
import { type LocalReply, NEXT, type Next } from '../../contract.ts';
import { RequestTrace } from '../../telemetry/tracing/request-trace.ts';
import type { Fields } from '../../wire/fields.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import type { ResponseHead } from '../../wire/response-head.ts';
import { type ConnectionView, plainAddress } from '../connection-view.ts';
import { corsLines } from '../filters/cors.ts';
import type { Answer, FilterStream, RouteFilters } from '../filters/filter.ts';
import { operatedLines } from '../headers/operations.ts';
import type { Describe } from '../rate-limit/descriptors.ts';
import { normalisePath } from '../route/normalise.ts';
import { BAD_PATH, localReply, NO_PATH, ownLocation } from './answers.ts';
import { FilterNotes } from './filter-notes.ts';
import { drawTarget, type Target } from './forward-plan.ts';
import { isGrpc } from './grpc.ts';
import type { DirectPlan, RoutePlan } from './route-plan.ts';
import type { ServicePlan, VirtualHostPlan } from './service.ts';

const NO_DESCRIBERS: readonly Describe[] = [];
const NO_REPLY: LocalReply = { status: 0, fields: '', body: '' };

/** What filters and routes see and leave of a request. One object serves all requests of a connection. */
export class RequestState extends FilterNotes implements FilterStream {
  readonly connection: ConnectionView;
  readonly service: ServicePlan;
  readonly trace: RequestTrace | undefined;
  head: RequestHead;
  path = '';
  query = '';
  now = 0;
  status = 0;
  responseFields: Fields | undefined;
  delayMs = 0;
  flags = 0;
  details = '';
  origin = '';
  responseLines = '';
  claims: JsonMap | undefined;
  reply: LocalReply = NO_REPLY;
  host: VirtualHostPlan | undefined;
  route: RoutePlan | undefined;
  /** The destination that was drawn. */
  target: Target | undefined;
  upstreamHost = '';
  /** On the monotonic clock, as `now`. */
  #begun = 0;
  #answered = 0;

  constructor(service: ServicePlan, connection: ConnectionView, head: RequestHead) {
    super();
    this.service = service;
    this.trace = service.tracer && new RequestTrace(service.tracer);
    this.connection = connection;
    this.head = head;
  }

  start(head: RequestHead, now: number): void {
    this.head = head;
    this.now = now;
    this.#begun = now;
    this.#answered = now;
    this.status = 0;
    this.responseFields = undefined;
    this.delayMs = 0;
    this.flags = 0;
    this.details = '';
    this.trace?.reset();
    this.origin = '';
    this.responseLines = '';
    this.claims = undefined;
    this.reply = NO_REPLY;
    this.route = undefined;
    this.target = undefined;
    this.upstreamHost = '';
    this.clearNotes();
    this.#split(head.target);
  }

  #split(target: string): void {
    const question = target.indexOf('?');
    this.path = question < 0 ? target : target.slice(0, question);
    this.query = question < 0 ? '' : target.slice(question + 1);
  }

  /** Puts the path into the form everything else looks at; the answer when that is the end of it. */
  normalise(): Next | undefined {
    const { head, path } = this;
    if (!path.startsWith('/')) return this.answer(NO_PATH);
    const normal = path.includes('#') ? undefined : normalisePath(path, this.service.paths);
    if (normal === undefined) return this.answer(BAD_PATH);
    if (normal.path === path) return undefined;
    this.path = normal.path;
    head.target = normal.path + head.target.slice(path.length);
    if (!normal.redirects) return undefined;
    const fields = `location: ${head.target}\r\n`;
    return this.answer({ status: 307, body: '', flags: 0, details: 'path_normalization_redirect', fields });
  }

  /** Finds virtual host and route, and draws the destination; what is not found stays `undefined`. */
  findRoute(): void {
    this.#findRoute();
    this.trace?.begin(this.head, this.service.edge.internal, this.route?.resource.decorator?.operation);
  }

  reroute(): void {
    this.route = undefined;
    this.target = undefined;
    this.#findRoute();
  }

  #findRoute(): void {
    const { hosts, options } = this.service;
    this.host = hosts.find(this.head.authority);
    if (this.host === undefined || this.needsTls) return;
    this.route = this.host.routes.find(this);
    const forward = this.route?.forward;
    if (forward) this.target = drawTarget(forward, options.random);
  }

  /** Whether the host is served by TLS only, and the client came without. */
  get needsTls(): boolean {
    return this.host?.requiresTls === true && this.head.scheme === 'http';
  }

  /** Whether the connection may become one of another protocol: the empty text asks for none. */
  allowsUpgrade(type: string): boolean {
    return (
      type === '' ||
      this.route === undefined ||
      (this.route.forward?.upgrades.get(type) ?? this.service.upgrades.has(type))
    );
  }

  get filters(): RouteFilters | undefined {
    return this.route?.filters;
  }

  get routeName(): string {
    return this.route?.name ?? '';
  }

  get wallTime(): number {
    return this.service.options.wallClock() - (Math.max(this.now, this.#answered) - this.#begun);
  }

  /** The upstream has answered. */
  respondedBy({ status, fields }: ResponseHead, now: number): void {
    this.status = status;
    this.responseFields = fields;
    this.#answered = now;
    this.details = 'via_upstream';
  }

  get clusterName(): string {
    return this.target?.name ?? '';
  }

  get clusterStatName(): string {
    return this.target?.cluster?.resource.alt_stat_name ?? this.clusterName;
  }

  /** At an edge the peer; behind one, whom the last hop took the request from. */
  get client(): IpAddress | undefined {
    if (this.service.edge.isEdge) return this.connection.remote;
    const hops = this.head.fields.get('x-forwarded-for')?.split(',');
    return (hops && plainAddress(hops.at(-1)?.trim() ?? '')) ?? this.connection.remote;
  }

  /** How it ended. */
  end({ flags, details }: Pick<Answer, 'flags' | 'details'>): void {
    this.flags |= flags;
    this.details = details;
  }

  /** Answers as the route says, with these lines among the fields. */
  direct(status: number, body: string, fields: string): Next {
    return this.answer({ status, body, flags: 0, details: 'direct_response', fields });
  }

  /** The fixed answer of a route. */
  fixed({ status, body }: DirectPlan): Next {
    return this.direct(status, body, ownLocation(status, this.head));
  }

  answer(answer: Answer): Next {
    this.end(answer);
    this.status = answer.status;
    const cors = this.origin === '' ? undefined : this.filters?.cors;
    const reply = localReply(answer, isGrpc(this.head.fields), cors ? corsLines(cors, this.origin) : '');
    const operations = this.target?.responseOperations ?? this.route?.responseOperations;
    const isFinal = operations === undefined || answer.untouched === true;
    this.reply = isFinal ? reply : { ...reply, fields: operatedLines(operations, reply.fields, this) };
    return NEXT.reply;
  }

  describers(stage: number): readonly Describe[] {
    return this.filters?.describers.get(stage) ?? NO_DESCRIBERS;
  }

  get mayHaveBody(): boolean {
    return this.head.hasBody && this.head.framing.upgrade === '';
  }

  setParameter(name: string, value: string): void {
    this.dropParameter(name);
    this.#setQuery(`${this.query}${this.query === '' ? '' : '&'}${name}=${value}`);
  }

  dropParameter(name: string): void {
    const kept = this.query.split('&').filter((pair) => pair !== name && !pair.startsWith(`${name}=`));
    this.#setQuery(kept.join('&'));
  }

  #setQuery(query: string): void {
    this.query = query;
    this.head.target = this.query === '' ? this.path : `${this.path}?${this.query}`;
  }

  authenticate(claims: JsonMap | undefined): void {
    this.claims = claims;
  }
}
