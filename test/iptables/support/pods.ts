import type { PodSource } from '../../../src/iptables/profiles/profile.ts';

const START = { offset: 0, line: 1, col: 1 };
const RANGE = { start: START, end: START };

/** A pod of `pod.yaml` with these annotations. */
export function podWith(annotations: Readonly<Record<string, string>>): PodSource {
  return {
    file: 'pod.yaml',
    annotations: new Map(
      Object.entries(annotations).map(([name, text]) => [
        name,
        { text, source: { kind: 'annotation', name, file: 'pod.yaml', range: RANGE } },
      ]),
    ),
    spec: {},
    locate: () => RANGE,
  };
}
