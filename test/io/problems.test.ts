import { describe, expect, it } from 'vitest';
import { fileProblem, isSystemError } from '../../src/io/problems.ts';
import { UsageError } from '../../src/model/errors.ts';

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: it failed`), { code, syscall: 'open', errno: -1 });

describe('fileProblem', () => {
  it.each([
    ['ENOENT', 'read', 66, 'no such file or folder: "f"'],
    ['ENOTDIR', 'read', 66, 'no such file or folder: "f"'],
    ['ENOENT', 'write', 66, 'the folder of "f" does not exist'],
    ['EACCES', 'read', 77, 'no permission to read "f"'],
    ['EPERM', 'write', 77, 'no permission to write "f"'],
    ['EROFS', 'write', 77, 'no permission to write "f"'],
    ['ELOOP', 'read', 66, '"f" is a symbolic link that leads back to itself'],
    ['ENAMETOOLONG', 'read', 66, '"f" is longer than a file\'s name can be'],
    ['EISDIR', 'read', 65, '"f" is a folder, not a file'],
    ['ENOSPC', 'write', 69, 'cannot write "f": ENOSPC: it failed'],
    ['EIO', 'read', 69, 'cannot read "f": EIO: it failed'],
  ] as const)('%s on %s has status %i', (code, doing, exitCode, message) => {
    expect(fileProblem(systemError(code), doing, 'f')).toMatchObject({ exitCode, message });
  });

  it('leaves other errors alone', () => {
    const defect = new TypeError('x');
    expect(fileProblem(defect, 'read', 'f')).toBe(defect);
    const ours = new UsageError('USAGE_X', 'x');
    expect(fileProblem(ours, 'read', 'f')).toBe(ours);
  });
});

describe('isSystemError', () => {
  it.each([
    [systemError('EPIPE'), ['EPIPE'], true],
    [systemError('EPIPE'), ['ENOENT', 'EPIPE'], true],
    [systemError('EPIPE'), ['ENOENT'], false],
    [systemError('EPIPE'), [], true],
    [Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG' }), [], false],
    ['EPIPE', [], false],
  ])('%s among %j: %s', (error, codes, expected) => {
    expect(isSystemError(error, ...codes)).toBe(expected);
  });
});
