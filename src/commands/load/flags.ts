import type { ColorChoice } from '../../output/color.ts';

/** The flags of `meshctl load` as commander gives them. */
export interface LoadFlags {
  readonly rate?: number;
  readonly duration: string;
  readonly requests?: number;
  readonly connections: number;
  readonly http2?: boolean;
  readonly streams: number;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly byHeader: string;
  readonly timeout: string;
  readonly insecure?: boolean;
  readonly compare?: string;
  readonly output: 'table' | 'json' | 'yaml';
  readonly color: ColorChoice;
}
