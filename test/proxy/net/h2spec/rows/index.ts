import type { Row } from '../row.ts';
import { COMPRESSION } from './compression.ts';
import { CONNECTION } from './connection.ts';
import { FLOODS } from './floods.ts';
import { FRAMES } from './frames.ts';
import { MESSAGES } from './messages.ts';

/** All cases, by what they are about. */
export const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'a connection': CONNECTION,
  frames: FRAMES,
  compression: COMPRESSION,
  messages: MESSAGES,
  'floods and farewells': FLOODS,
};
