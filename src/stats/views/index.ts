/** Every view, by name: the screen and `--once` show the same. */
import { certificates } from './certificates.ts';
import { config } from './config.ts';
import { diff } from './diff.ts';
import { loggers } from './loggers.ts';
import { overview } from './overview.ts';
import { routes } from './routes.ts';
import { clusters, endpoints, listeners } from './traffic.ts';
import type { View } from './view.ts';

/** The views in the order of their keys. */
export const VIEWS = {
  overview,
  clusters,
  listeners,
  routes,
  config,
  certificates,
  endpoints,
  loggers,
  diff,
} as const satisfies Readonly<Record<string, View>>;

/** The name of a view. */
export type ViewName = keyof typeof VIEWS;
