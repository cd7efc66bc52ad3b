/** Endpoints of a proxy that is asked for them again and again. */
import { JsonProblem } from '../envoy/json/problem.ts';
import { JsonScanner } from '../envoy/json/scanner.ts';
import type { ClustersAnswer } from '../envoy/rows/endpoint.ts';
import { type ClusterFacts, clusterFacts, readHosts } from './hosts.ts';

const STATUSES = 'cluster_statuses';

/** A cluster as it stood in the last answer. */
interface Known {
  readonly bytes: Uint8Array;
  readonly facts: ClusterFacts;
}

/** Reads the answers of one proxy. */
export class HostsMemory {
  private known: readonly Known[] = [];

  /** As {@link readHosts}; a cluster that is byte for byte as in the last answer, at its place, is the very object made of that. */
  read(answer: ClustersAnswer): readonly ClusterFacts[] {
    const next: Known[] = [];
    try {
      const scanner = new JsonScanner(answer.bytes);
      const item = (): void => void next.push(this.clusterAt(scanner, answer.bytes, next.length));
      const isMap = scanner.eachEntry((key) => {
        if (key !== STATUSES || !scanner.eachItem(item)) scanner.skip();
      });
      if (!isMap) return readHosts(answer);
      scanner.end();
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      // It says what is wrong with the answer.
      return readHosts(answer);
    }
    this.known = next;
    return next.map(({ facts }) => facts);
  }

  private clusterAt(scanner: JsonScanner, bytes: Uint8Array, index: number): Known {
    const start = scanner.offset;
    scanner.skip();
    const own = bytes.subarray(start, scanner.position);
    const old = this.known[index];
    // The bytes are those of the new answer, for a piece of the old one would keep all of it in memory.
    if (old && Buffer.compare(old.bytes, own) === 0) return { bytes: own, facts: old.facts };
    return { bytes: own, facts: clusterFacts(new JsonScanner(own).value()) };
  }
}
