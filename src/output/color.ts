import { Chalk, type ChalkInstance } from 'chalk';
import type { Environment, OutputStream } from '../model/host.ts';

/** The values of `--color`. */
export type ColorChoice = 'auto' | 'always' | 'never';

/** What colour depends on. */
export interface ColorContext {
  readonly choice: ColorChoice | undefined;
  readonly env: Environment;
  readonly stream: OutputStream;
}

/** Sixteen colours: every terminal has them, and they follow the user's own palette. */
const BASIC_COLORS = 1;

/**
 * Whether output gets colour: `--color` decides, then `NO_COLOR` (no), then `FORCE_COLOR` (yes, `0` and `false` no), then
 * whether a terminal that knows colour is reading.
 *
 * @see https://no-color.org, https://force-color.org
 */
export function wantsColor({ choice, env, stream }: ColorContext): boolean {
  if (choice === 'always') return true;
  if (choice === 'never' || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** The styles to print with; they leave text as it is when there is to be no colour. */
export function painter(context: ColorContext): ChalkInstance {
  return new Chalk({ level: wantsColor(context) ? BASIC_COLORS : 0 });
}
