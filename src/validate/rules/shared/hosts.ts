/** Relations of hosts, each of which may begin with a wildcard. */

const isWild = (host: string): boolean => host.startsWith('*');

/** Whether there is a name both hosts stand for. */
export function hostsOverlap(a: string, b: string): boolean {
  if (isWild(a) && isWild(b)) return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
  if (isWild(a)) return b.endsWith(a.slice(1));
  return isWild(b) ? a.endsWith(b.slice(1)) : a === b;
}

/** Whether every name `part` stands for is one of `whole`. */
export function isSubsetHost(part: string, whole: string): boolean {
  if (isWild(part)) return isWild(whole) && part.length >= whole.length && part.endsWith(whole.slice(1));
  return isWild(whole) ? part.endsWith(whole.slice(1)) : part === whole;
}
