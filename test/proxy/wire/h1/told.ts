import type { Fields } from '../../../../src/proxy/wire/fields.ts';
import { RequestReader } from '../../../../src/proxy/wire/h1/request-reader.ts';
import { ResponseReader } from '../../../../src/proxy/wire/h1/response-reader.ts';
import type { RequestHead } from '../../../../src/proxy/wire/request-head.ts';

/** What a reader has told, with neighbouring pieces of a body put together. */
class Told {
  readonly events: string[] = [];

  say(event: string): void {
    this.events.push(event);
  }

  data(chunk: Buffer, from: number, to: number): void {
    const text = chunk.toString('latin1', from, to);
    const last = this.events.at(-1);
    if (last?.startsWith('data ')) this.events[this.events.length - 1] = last + text;
    else this.events.push(`data ${text}`);
  }
}

const trailersOf = (trailers: Fields | undefined) => JSON.stringify(trailers?.forwarded() ?? '');

/** What the reader of requests tells of bytes that come in pieces. */
export function readRequests(pieces: readonly Buffer[]): readonly string[] {
  const told = new Told();
  let refused = false;
  const reader = new RequestReader({
    data: (chunk, from, to) => told.data(chunk, from, to),
    onRequest: (head) => {
      told.say(`${head.method} ${head.target} ${head.authority} ${JSON.stringify(head.fields.forwarded())}`);
      if (!reader.inBody) told.say('end');
    },
    onComplete: (trailers) => told.say(`end ${trailersOf(trailers)}`),
    onRefused: ({ reason }) => {
      refused = true;
      told.say(`refused: ${reason}`);
    },
  });
  for (const piece of pieces) {
    for (let at = 0; at < piece.length && !refused; ) {
      at = reader.read(piece, at);
      if (!reader.inBody && !reader.begun && !reader.idle && !refused) reader.next();
    }
  }
  return told.events;
}

/** What the reader of responses tells of bytes that come in pieces, as the answer to a request. */
export function readResponses(pieces: readonly Buffer[], head: RequestHead): readonly string[] {
  const told = new Told();
  const reader = new ResponseReader({
    data: (chunk, from, to) => told.data(chunk, from, to),
    onInterim: ({ status }) => told.say(`interim ${status}`),
    onHead: ({ status, fields }, body) => told.say(`${status} ${body} ${JSON.stringify(fields.forwarded())}`),
    onComplete: (trailers) => told.say(`end ${trailersOf(trailers)}`),
    onBad: () => told.say('bad'),
  });
  reader.start(head);
  for (const piece of pieces) reader.read(piece);
  return told.events;
}

/** A text in pieces; the readers may write into them, so each reading gets its own. */
export function cut(text: string, cuts: readonly number[]): Buffer[] {
  const edges = [0, ...cuts.map((each) => each % (text.length + 1)).sort((a, b) => a - b), text.length];
  return edges.slice(1).map((end, index) => Buffer.from(text.slice(edges[index], end), 'latin1'));
}
