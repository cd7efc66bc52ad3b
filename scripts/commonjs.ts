import { transform } from 'esbuild';

/** A file of the bundle and the map that comes with it, by path. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** esbuild writes ASCII, but for regular expressions, where the escape means the same; one such character would double the text in memory. */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The files of a bundle of ES modules as CommonJS, which Node.js loads faster and which V8 can be handed with the code it made
 * before; source maps lead back to the same sources. `import()` becomes `require`, so a part is loaded in one go.
 */
export async function asCommonJs(contents: Contents): Promise<Contents> {
  const scripts = [...contents].filter(([path]) => !path.endsWith('.map'));
  const done = await Promise.all(
    scripts.map(async ([path, bytes]): Promise<readonly (readonly [string, Uint8Array])[]> => {
      const map = Buffer.from(contents.get(`${path}.map`) ?? '').toString('base64');
      const code = Buffer.from(bytes)
        .toString()
        .replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
      const result = await transform(`${code}//# sourceMappingURL=data:application/json;base64,${map}`, {
        format: 'cjs',
        platform: 'node',
        sourcefile: path,
        sourcemap: 'external',
        supported: { 'dynamic-import': false },
      });
      const text = `${inAscii(result.code)}//# sourceMappingURL=${path.replace(/^.*\//, '')}.map\n`;
      return [
        [path, Buffer.from(text)],
        [`${path}.map`, Buffer.from(result.map)],
      ];
    }),
  );
  return new Map(done.flat());
}
