/** What is said to a probing process, and what it answers. */

/** A place to listen at. */
export interface Listening {
  readonly proto: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** Something to send. */
export interface Sending {
  /** Travels with it, so that whoever gets it can tell. */
  readonly name: string;
  readonly proto: 'tcp' | 'udp';
  readonly src?: string | undefined;
  readonly dst: string;
  readonly dport: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly timeoutMs: number;
  /** Not again once somebody answered: whether it arrives with us is not the question. */
  readonly once: boolean;
}

/** One job. */
export interface AgentJob {
  readonly listen: readonly Listening[];
  readonly send: readonly Sending[];
}

/** Something that arrived. */
export interface Arrival {
  readonly name: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp';
}

/** How sending went: `connected` says that somebody answered, `refused` that nobody listens. */
export interface Attempt {
  readonly name: string;
  readonly outcome: 'connected' | 'sent' | 'refused' | 'timeout' | 'unreachable';
}

/** What a process saw. */
export interface AgentAnswer {
  readonly arrivals: readonly Arrival[];
  readonly attempts: readonly Attempt[];
  /** Where somebody else listens already. */
  readonly busy: readonly Listening[];
}
