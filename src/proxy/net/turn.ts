import type { ProxyObserver } from '../observer.ts';

/**
 * Gives a way to do something once all events that came at once have been seen to, so that what several sockets bring leaves
 * another one with one write. A defect in one thing that is done is told, and the others are done.
 */
export function turnEnds(observer: Pick<ProxyObserver, 'internalError'>): (act: () => void) => void {
  let acts: (() => void)[] = [];
  const run = (): void => {
    const due = acts;
    acts = [];
    for (const act of due) {
      try {
        act();
      } catch (error) {
        observer.internalError(error);
      }
    }
  };
  return (act) => {
    if (acts.push(act) === 1) setImmediate(run);
  };
}
