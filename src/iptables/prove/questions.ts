/** The questions that are answered for all packets. */
import { DNS_PORT } from '../constants.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
import type { Passage } from '../trace/path.ts';
import type { Atom } from './atoms.ts';
import type { Box } from './box.ts';
import { classesOf, type PacketClass } from './explore.ts';
import { single } from './ground.ts';
import { type Region, regionsOf } from './regions.ts';
import { type Field, searchOf, type Traffic } from './scenarios.ts';

/** How bad it is when packets answer a question with yes. */
export type Severity = 'error' | 'warning' | 'info';

/** What is asked. */
export interface Question {
  readonly id: string;
  /** As a person asks it. */
  readonly text: string;
  /** The answer when there is no such packet. */
  readonly clear: string;
  readonly severity: Severity;
  readonly traffic: readonly Traffic[];
  /** Whether a packet that fares so is one that is asked for. */
  readonly asks: (passage: Passage, found: PacketClass) => boolean;
}

/** Regions of one kind of traffic, and the box they are told against. */
export interface Answer {
  readonly traffic: Traffic;
  readonly whole: Box;
  readonly regions: readonly Region[];
}

/** A question with its answers. */
export interface Proof {
  readonly question: Question;
  readonly answers: readonly Answer[];
  /** How many classes of packets were walked. */
  readonly classes: number;
  /** The search was given up before all classes were walked. */
  readonly truncated: boolean;
}

/** Classes walked for one question; real rule sets need some thousands. */
const MAX_CLASSES = 200_000;

const DNS: readonly Atom[] = [{ first: BigInt(DNS_PORT), last: BigInt(DNS_PORT) }];

const escapes = ({ verdict }: Passage): boolean => verdict === 'ACCEPT';

/** Taken in to a port of the proxy, or to a certain one. */
const taken = ({ port }: Passage, to?: number): boolean => port !== null && (to === undefined || port === to);

function outbound(): readonly Question[] {
  return [
    {
      id: 'escape',
      text: 'Does traffic of the application leave past the proxy?',
      clear: 'Every TCP connection the application opens to another machine goes through the proxy.',
      severity: 'warning',
      traffic: [{ sender: 'app', protocol: 'tcp', way: 'out' }],
      asks: escapes,
    },
    {
      id: 'dropped',
      text: 'Is traffic of the application dropped?',
      clear: 'No connection of the application is dropped.',
      severity: 'warning',
      traffic: [
        { sender: 'app', protocol: 'tcp', way: 'out' },
        { sender: 'app', protocol: 'tcp', way: 'local' },
        { sender: 'app', protocol: 'tcp', way: 'in' },
      ],
      asks: ({ verdict }) => verdict === 'DROP',
    },
  ];
}

/** Where nothing that arrives is taken, that may be meant (`--istio-inbound-ports` left empty) or a jump that is missing. */
function inbound({ inboundMode }: InterceptionFacts): Question {
  return {
    id: 'inbound-escape',
    text: 'Does traffic from elsewhere reach the application past the proxy?',
    clear: 'Every TCP connection from another machine goes through the proxy.',
    severity: inboundMode === 'none' ? 'info' : 'warning',
    traffic: [{ sender: 'app', protocol: 'tcp', way: 'in' }],
    asks: escapes,
  };
}

function dns({ dnsPort }: InterceptionFacts): readonly Question[] {
  if (dnsPort === undefined) return [];
  return [
    {
      id: 'dns-escape',
      text: "Do queries of the application reach a resolver past the mesh's own?",
      clear: 'Every DNS query of the application is answered by the mesh.',
      severity: 'info',
      traffic: [
        { sender: 'app', protocol: 'udp', way: 'out', ports: DNS },
        { sender: 'app', protocol: 'tcp', way: 'out', ports: DNS },
      ],
      asks: ({ port }) => port !== dnsPort,
    },
  ];
}

/** Where the proxy delivers what it took: on localhost, or from its own address on lo. */
function loops({ ground, facts, passthrough: fromPassthrough }: Field): Question {
  const [own, localhost, passthrough] = [single(ground.own), single(ground.localhost), single(ground.passthrough)];
  return {
    id: 'loop',
    text: 'Is traffic of the proxy taken in again?',
    clear: 'Whatever the proxy sends, to other machines or to the application, arrives untouched: there is no loop.',
    severity: 'error',
    traffic: [
      { sender: 'proxy', protocol: 'tcp', way: 'out' },
      { sender: 'proxy', protocol: 'udp', way: 'out' },
      { sender: 'proxy', protocol: 'tcp', way: 'local', sources: [localhost], destinations: [localhost] },
      ...(fromPassthrough
        ? [{ sender: 'proxy', protocol: 'tcp', way: 'local', sources: [passthrough], destinations: [own] } as const]
        : []),
      { sender: 'proxy', protocol: 'tcp', way: 'local', sources: [own], destinations: [own] },
    ],
    // From the pod's own address to itself the inbound listener is the right end: an application that calls itself by a service.
    // Rules that take nothing from elsewhere do not show which port that is; only the outbound one is wrong for certain.
    asks(passage, { scenario, packet }) {
      const selfCall = scenario.iface === 'lo' && packet.src === ground.own;
      if (!selfCall || !taken(passage)) return taken(passage);
      return facts.inboundPort === undefined ? passage.port === facts.outboundPort : passage.port !== facts.inboundPort;
    },
  };
}

/** Every question that makes sense for what is known of the proxy. */
export function questionsFor(field: Field): readonly Question[] {
  return [...outbound(), inbound(field.facts), ...dns(field.facts), loops(field)];
}

/** Answers a question for all packets. */
export function prove(field: Field, question: Question): Proof {
  let classes = 0;
  const answers = question.traffic.map((traffic) => {
    const search = searchOf(field, traffic);
    const yes: PacketClass[] = [];
    for (const found of classesOf(search, MAX_CLASSES - classes)) {
      classes += 1;
      if (found.passages.some((passage) => question.asks(passage, found))) yes.push(found);
    }
    return { traffic, whole: search.box, regions: regionsOf(yes) };
  });
  return { question, answers, classes, truncated: classes >= MAX_CLASSES };
}
