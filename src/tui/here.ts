import type { Size } from './frame.ts';
import type { LiveState, Session } from './session.ts';
import type { Screen } from './state.ts';

/** The screen, the world, and how large all is. */
export interface Here {
  readonly live: LiveState;
  readonly screen: Screen;
  readonly session: Session;
  readonly size: Size;
}
