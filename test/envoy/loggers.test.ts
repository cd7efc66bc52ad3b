import { describe, expect, it } from 'vitest';
import { checkLevels, levelPath, loggerNames, parseLevels } from '../../src/envoy/loggers.ts';

const path = (spec: string) => parseLevels([spec]).map(levelPath);

describe('levels', () => {
  it.each([
    ['debug', ['logging?level=debug']],
    ['WARN', ['logging?level=warning']],
    ['http:debug,redis=trace', ['logging?http=debug', 'logging?redis=trace']],
    ['http:debug,level:error', ['logging?level=error', 'logging?http=debug']],
    ['shop::http:debug', ['logging?http=debug']],
    ['a b:debug', ['logging?a%20b=debug']],
  ])('%s', (spec, paths) => {
    expect(path(spec)).toEqual(paths);
  });

  it('are checked before anything is set', () => {
    const known = loggerNames('active loggers:\n  admin: warning\n  http2: debug\n');
    expect([...known]).toEqual(['admin', 'http2']);
    const check = (spec: string) => () => checkLevels(parseLevels([spec]), known);
    expect(check('admin:debug,info')).not.toThrow();
    expect(check('http:debug')).toThrow('the proxy has no logger "http"');
    expect(check('admin:loud')).toThrow('"loud" is not a level');
  });
});
