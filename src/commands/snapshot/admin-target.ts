import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import type { Host } from '../../model/host.ts';
import type { SnapshotTarget } from './pages.ts';

/** The proxy behind an admin port that can be reached from here. Throws UsageError for what is no address. */
export function adminTarget(name: string, { signal }: Host): SnapshotTarget {
  const address = parseAdminAddress(name);
  return {
    name,
    folder: name.replaceAll(/[^\w.-]+/g, '_'),
    optional: false,
    ask: (path) => fetchAdmin(address, path, { signal }),
  };
}
