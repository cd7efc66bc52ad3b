/** What makes two list items of a workload the same item before and after injection. */
import type { Path } from '../model/diagnostic.ts';
import { asMap, asString } from '../model/json.ts';

const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  ports: 'containerPort',
};

/** A text that is equal for the same item; `undefined` where only equality decides. For the YAML editor. */
export function itemIdentity(path: Path, item: unknown): string | undefined {
  const list = path.at(-1);
  const map = asMap(item);
  if (list === 'items' && asString(map['kind']) !== undefined) {
    const metadata = asMap(map['metadata']);
    return [map['apiVersion'], map['kind'], metadata['namespace'], metadata['name']]
      .map((part) => asString(part) ?? '')
      .join('/');
  }
  const key = typeof list === 'string' && Object.hasOwn(KEYS, list) ? KEYS[list] : undefined;
  if (key === undefined || map[key] === undefined) return undefined;
  return list === 'ports' ? `${String(map[key])}/${asString(map['protocol']) ?? 'TCP'}` : String(map[key]);
}
