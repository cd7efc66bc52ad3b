import type { ProxyObserver } from '../observer.ts';
import type { ClientSide } from './stream.ts';

/** Something for a promise to call, which hears of no defect of ours: one ends this request and no other. */
export function unheard(
  observer: Pick<ProxyObserver, 'internalError'>,
  client: Pick<ClientSide, 'abort'>,
  act: () => void,
): () => void {
  return () => {
    try {
      act();
    } catch (error) {
      observer.internalError(error);
      client.abort();
    }
  };
}
