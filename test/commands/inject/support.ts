import { run } from '../../../src/cli/run.ts';
import { type TestHostOptions, testHost } from '../../support/host.ts';

/** What a run gave. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, on the sources. */
export async function meshctl(args: readonly string[], options: TestHostOptions = {}): Promise<Answer> {
  const host = testHost(options);
  const status = await run(args, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

/** A Deployment with one container. */
export const deployment = (name: string, annotations: Readonly<Record<string, string>> = {}): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
      annotations: ${JSON.stringify(annotations)}
    spec:
      containers:
      - name: app
        image: example.com/${name}:1
`;
