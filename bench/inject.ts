import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Contender, compare } from './compare.ts';
import { findPeer } from './peer.ts';
import { report } from './report.ts';

const USAGE = `What injection costs: one document over starting Node.js, and many documents, beside istioctl where there is one.

  npm run bench:inject -- [--runs N] [--node PATH] [--peer PATH]

  --runs N      timed runs of each command (7)
  --node PATH   the Node.js to run (the one that runs this)
  --peer PATH   istioctl (the one in PATH); it gets the configuration it needs as files
`;

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');

/** A Deployment as people write them, with a probe to rewrite; about 450 bytes. */
const deployment = (index: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  namespace: shop
  labels: {app: app-${index}}
spec:
  replicas: 2
  selector:
    matchLabels: {app: app-${index}}
  template:
    metadata:
      labels: {app: app-${index}, version: v1}
    spec:
      containers:
      - name: app
        image: example.com/app-${index}:1.2.3
        ports:
        - {name: http, containerPort: 8080}
        readinessProbe:
          httpGet: {path: /ready, port: http}
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    peer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** The peer needs its configuration as files: meshctl's own template, an empty mesh config and the values it reads. */
function peerContender(peer: string, name: string, file: string, folder: string): Contender {
  const files = { 'injector.yaml': 'templates:\n  sidecar: "spec: {}"\n', 'mesh.yaml': '{}\n', 'values.json': '{}\n' };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const flag = (option: string, path: string): string[] => [option, join(folder, path)];
  const config = [
    ...flag('--injectConfigFile', 'injector.yaml'),
    ...flag('--meshConfigFile', 'mesh.yaml'),
    ...flag('--valuesFile', 'values.json'),
  ];
  return {
    name: `istioctl: ${name}`,
    command: peer,
    args: ['kube-inject', '-f', file, '--revision', 'default', ...config],
  };
}

async function measure(folder: string, count: number, first: readonly Contender[]): Promise<void> {
  const file = join(folder, `${count}.yaml`);
  writeFileSync(file, Array.from({ length: count }, (_, index) => deployment(index)).join('---\n'));
  const name = count === 1 ? 'one document' : `${count} documents`;
  const own = { name: `meshctl: ${name}`, command: values.node, args: [BIN, 'inject', '-f', file, '--report', 'none'] };
  const peer = findPeer('istioctl', values.peer);
  const peers = peer === undefined ? [] : [peerContender(peer, name, file, folder)];
  const runs = count > 1000 ? 3 : Number(values.runs);
  process.stdout.write(`${report(await compare([...first, own, ...peers], { runs, warmUps: 1 }))}\n`);
}

if (values.help) process.stdout.write(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-bench-'));
  try {
    await measure(folder, 1, [{ name: "node -e ''", command: values.node, args: ['-e', ''] }]);
    await measure(folder, 1000, []);
    await measure(folder, 10_000, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
