import { EventEmitter } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogFiles } from '../../../src/commands/proxy/log-files.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

/** A device whose disk is always full. */
const FULL = '/dev/full';

/** How many descriptors of this process lead to a file. */
function openTo(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // The one that reads the folder is gone by now.
      return false;
    }
  }).length;
}

/** A stream that never has room, until it is told so. */
class SlowStream extends EventEmitter {
  readonly texts: string[] = [];

  write(bytes: string | Uint8Array): boolean {
    this.texts.push(Buffer.from(bytes).toString());
    return false;
  }
}

describe('LogFiles', () => {
  it('appends lines to a file, and to a new one of the same name when it was moved', async () => {
    const folder = tempFolder();
    const file = join(folder, 'access.log');
    const files = new LogFiles(testHost({ cwd: folder }), () => expect.unreachable());
    const sink = files.sink('access.log');
    sink.write('one\n');
    await files.flush();
    renameSync(file, `${file}.1`);
    await files.reopen();
    sink.write('t\u00fc\n');
    await files.close();
    expect(readFileSync(`${file}.1`, 'latin1')).toBe('one\n');
    expect(readFileSync(file, 'latin1')).toBe('t\u00fc\n');
  });

  it.skipIf(!existsSync(FULL))('counts what a full disk does not take, and leaves no file open', async () => {
    let lost = 0;
    const files = new LogFiles(testHost(), () => lost++);
    const sink = files.sink(FULL);
    for (let round = 0; round < 5; round++) {
      sink.write('line\n');
      await files.flush();
    }
    expect(lost).toBe(5);
    expect(openTo(FULL)).toBe(0);
    await files.close();
  });

  it('listens to a slow stream only while it waits for it', async () => {
    const stdout = new SlowStream();
    const files = new LogFiles({ ...testHost(), stdout }, () => expect.unreachable());
    const sink = files.sink('/dev/stdout');
    for (let round = 0; round < 20; round++) {
      sink.write('line\n');
      const flushed = files.flush();
      stdout.emit('drain');
      await flushed;
    }
    expect(stdout.texts).toHaveLength(20);
    expect(stdout.listenerCount('drain') + stdout.listenerCount('close')).toBe(0);
    await files.close();
  });
});
