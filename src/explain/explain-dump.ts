/** The same question, to one proxy whose dump is known. */
import type { ConnectionInfo } from '../proxy/contract.ts';
import type { RuntimeOptions } from '../proxy/runtime/options.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import { requestText, walkOut } from './explain.ts';
import type { Walked } from './http.ts';
import { inboundListenerOf, knownAddresses } from './listeners.ts';
import { Places } from './places.ts';
import { headOf, type Question } from './question.ts';
import { type Explanation, NO_OUTCOME } from './steps.ts';
import { CLOSED, walkListener } from './walk.ts';

/** A question to one proxy. */
export interface DumpInquiry {
  readonly snapshot: Snapshot;
  /** What the dump is called. */
  readonly name: string;
  readonly question: Question;
  /** Whether the request comes to the workload instead of from it. */
  readonly inbound: boolean;
  /** SPIFFE URI of who asks; empty for somebody without a certificate of the mesh. */
  readonly identity: string;
  readonly sourceAddress: string;
  readonly options: RuntimeOptions;
}

const noName = (): undefined => undefined;

function inboundConnection({ question, identity, sourceAddress }: DumpInquiry): ConnectionInfo {
  const common = { localAddress: '', localPort: question.port, remoteAddress: sourceAddress, remotePort: 0 };
  if (identity === '') {
    return { ...common, transport: 'raw_buffer', serverName: '', applicationProtocols: ['http/1.1'] };
  }
  const peer = { subject: '', uriSans: [identity], dnsSans: [], issuer: '', serial: '', fingerprint: '' };
  const serverName = `outbound_.${question.port}_._.${question.host}`;
  return { ...common, transport: 'tls', serverName, applicationProtocols: ['istio-http/1.1'], peer };
}

async function walkIn(inquiry: DumpInquiry, places: Places): Promise<Walked> {
  const { snapshot, question, options } = inquiry;
  const listener = inboundListenerOf(snapshot);
  if (listener === undefined) {
    const outcome = { ...NO_OUTCOME, answer: { ...CLOSED, details: 'listener_not_found' } };
    const text = 'the proxy has no listener for what comes in';
    return { steps: [{ kind: 'listener', result: 'failed', text }], outcome, onward: new Map() };
  }
  const connection = inboundConnection(inquiry);
  return walkListener({ snapshot, places, listener, connection, head: headOf(question), options, nameOf: noName });
}

/**
 * Explains where a request goes at the proxy of a dump.
 * @throws {BadValue} and {BadSnapshot} for configuration that meshctl's own proxy could not run.
 */
export async function explainAtProxy(inquiry: DumpInquiry): Promise<Explanation> {
  const { snapshot, question, inbound, identity, sourceAddress, options, name } = inquiry;
  const places = new Places({ sources: snapshot.sources });
  const addresses = knownAddresses(snapshot, question.host);
  const { steps, outcome } = inbound
    ? await walkIn(inquiry, places)
    : await walkOut(question, { snapshot, places, addresses, sourceAddress, options, nameOf: noName });
  const from = identity === '' ? 'a client of the proxy' : identity;
  const side = inbound ? 'server' : 'client';
  return {
    request: requestText(question, from),
    hops: [{ proxy: `proxy of ${name}`, side, clusters: [], steps, outcome }],
  };
}
