/** Readers of bytes that no command hands from a file: what comes over sockets, and what is inside of other inputs. */
import { answerJson, readResponse } from '../../src/envoy/protobuf/discovery.ts';
import { WireProblem } from '../../src/envoy/protobuf/wire.ts';
import { parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { MeshctlError } from '../../src/model/errors.ts';
import { readToken } from '../../src/proxy/runtime/jwt/token.ts';
import { RequestHead } from '../../src/proxy/wire/request-head.ts';
import { sniff } from '../../src/proxy/wire/sniff.ts';
import { byProxy, vectorSamples } from '../../src/stats/prometheus.ts';
import { cut, readRequests, readResponses } from '../proxy/wire/h1/told.ts';

/** A reader and where samples of its input lie. It throws for what is a defect. */
export interface FuzzedReader {
  readonly name: string;
  readonly samples: readonly string[];
  readonly read: (bytes: Buffer) => void;
}

/** Where a text is cut: a third and two thirds of it, and after its first byte. */
const cutsOf = (text: string): readonly number[] => [1, text.length / 3, (text.length * 2) / 3].map(Math.floor);

function sameInPieces(text: string, read: (pieces: readonly Buffer[]) => readonly string[]): void {
  const [whole, pieces] = [cut(text, []), cut(text, cutsOf(text))].map((each) => JSON.stringify(read(each)));
  if (whole !== pieces) throw new Error(`whole: ${whole}; in pieces: ${pieces}`);
}

/** What the program says of bad input is no defect; anything else is. */
function tolerant(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (![MeshctlError, TemplateError, WireProblem].some((known) => error instanceof known)) throw error;
  }
}

const VALUES = { labels: { app: 'web', version: 'v1' }, port: 8080, text: 'some text', off: false };

/** Every reader that no command of the other list reaches. */
export const READERS: readonly FuzzedReader[] = [
  {
    name: 'http1-requests',
    samples: ['fuzz/samples/http1-requests'],
    read: (bytes) => sameInPieces(bytes.toString('latin1'), readRequests),
  },
  {
    name: 'http1-responses',
    samples: ['fuzz/samples/http1-responses'],
    read: (bytes) => sameInPieces(bytes.toString('latin1'), (pieces) => readResponses(pieces, new RequestHead())),
  },
  { name: 'first-bytes', samples: ['fuzz/samples/first-bytes'], read: (bytes) => void sniff(bytes) },
  { name: 'tokens', samples: ['fuzz/samples/tokens'], read: (bytes) => void readToken(bytes.toString('latin1')) },
  {
    name: 'discovery-responses',
    samples: ['fuzz/samples/protobuf'],
    read: (bytes) => tolerant(() => void answerJson(readResponse(bytes))),
  },
  {
    name: 'prometheus-answers',
    samples: ['fuzz/samples/prometheus'],
    read: (bytes) => tolerant(() => void byProxy(vectorSamples(bytes, 'fuzz'))),
  },
  {
    name: 'templates',
    samples: ['fuzz/samples/templates'],
    read: (bytes) => tolerant(() => void parseTemplate('fuzz', bytes.toString(), sprigFunctions()).execute(VALUES)),
  },
];
