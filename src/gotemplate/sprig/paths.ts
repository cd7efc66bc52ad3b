/** Sprig's paths (slashes, whatever the system) and URLs. */
import { GoError } from '../errors.ts';
import { type FunctionSet, fn, MAP, STRING } from '../functions.ts';
import { kindOf } from '../kinds.ts';
import { joinUrl, parseUrl, type UrlParts } from './url.ts';

/** The shortest path that means the same, without looking at any file. */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (out.length === 0 && !rooted) || out.at(-1) === '..') out.push(part);
    else out.pop();
  }
  const joined = out
    .filter((part, at) => !(rooted && part === '..' && out.slice(0, at).every((other) => other === '..')))
    .join('/');
  return rooted ? `/${joined}` : joined || '.';
}

function base(path: string): string {
  if (path === '') return '.';
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
}

const dir = (path: string): string => clean(path.slice(0, path.lastIndexOf('/') + 1));

const ext = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? '';

const PARTS = ['scheme', 'host', 'path', 'query', 'opaque', 'fragment', 'userinfo'] as const;

function urlJoin(map: Readonly<Record<string, unknown>>): string {
  const parts: Partial<Record<keyof UrlParts, string>> = {};
  for (const key of PARTS) {
    const value = Object.hasOwn(map, key) ? map[key] : '';
    if (typeof value !== 'string') {
      throw new GoError(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`);
    }
    parts[key] = value;
  }
  return joinUrl(parts);
}

/** `base`, `dir`, `urlParse` and their like. */
export const PATH_FUNCTIONS: FunctionSet = {
  base: fn([STRING], base),
  clean: fn([STRING], clean),
  dir: fn([STRING], dir),
  ext: fn([STRING], ext),
  isAbs: fn([STRING], (path) => path.startsWith('/')),
  osBase: fn([STRING], base),
  osClean: fn([STRING], clean),
  osDir: fn([STRING], dir),
  osExt: fn([STRING], ext),
  osIsAbs: fn([STRING], (path) => path.startsWith('/')),
  urlJoin: fn([MAP], urlJoin),
  urlParse: fn([STRING], (text) => ({ ...parseUrl(text) })),
};
