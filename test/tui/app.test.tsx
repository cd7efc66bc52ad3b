import { setTimeout as sleep } from 'node:timers/promises';
import { render } from 'ink-testing-library';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newProxy, type ProxyLive } from '../../src/stats/live/proxy.ts';
import type { ViewName } from '../../src/stats/views/index.ts';
import { App } from '../../src/tui/app.tsx';
import type { Session } from '../../src/tui/session.ts';
import { testSession, watched } from './support.ts';

const DOWN = '\u001B[B';
const ENTER = '\r';
const ESCAPE = '\u001B';
const PATIENCE_MS = 10_000;
const POLL_MS = 5;

/** The application on a screen of 100 columns and 24 lines. */
function screen(
  proxies: readonly ProxyLive[] = [watched(5)],
  view: ViewName = 'clusters',
  change: Partial<Session> = {},
) {
  const { session, asked, set } = testSession(proxies, change);
  const app = render(<App session={session} view={view} />);
  onTestFinished(() => app.unmount());
  const frame = (): string => app.lastFrame() ?? '';
  const shows = async (text: string | RegExp): Promise<string> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const now = frame();
      if (typeof text === 'string' ? now.includes(text) : text.test(now)) return now;
      if (performance.now() > deadline) throw new Error(`the screen never showed ${String(text)}:\n${now}`);
      await sleep(POLL_MS);
    }
  };
  // A key is pressed when the screen stands; ink reads the next one only then.
  const keys = async (...list: readonly string[]): Promise<void> => {
    for (const key of list) {
      app.stdin.write(key);
      await sleep(POLL_MS);
    }
  };
  return { frame, shows, keys, asked, set, app };
}

describe('the screen', () => {
  it('shows clusters, those with most requests first', async () => {
    const { shows } = screen();
    await expect(await shows('1 of 3')).toMatchFileSnapshot('../../fixtures/tui/clusters.txt');
  });

  it('says what it waits for', async () => {
    const { shows, set } = screen([newProxy('localhost:15000')]);
    await shows('waiting for /stats');
    set({ proxies: [watched(1)] });
    await shows('outbound|80||cart.shop');
  });

  it('goes down from a cluster to its endpoints, and back to the same cluster', async () => {
    const { shows, keys } = screen();
    await keys('j', ENTER);
    const endpoints = await shows('endpoints of outbound|80|v1|reviews');
    expect(endpoints).toContain('10.0.0.4:8080');
    expect(endpoints).toContain('EJECTED!');
    expect(endpoints).not.toContain('10.0.0.1:8080');
    await keys(ESCAPE);
    await shows('▸outbound|80|v1|reviews');
  });

  it('filters while it is typed, and clears the filter first when it goes back', async () => {
    const { shows, keys } = screen();
    await keys('/', ...'bank');
    const typing = await shows('/bank_');
    expect(typing).not.toContain('reviews');
    await keys(ENTER);
    await shows('/bank  1 of 3');
    await keys(ESCAPE);
    await shows('1 of 3');
    await shows('reviews');
  });

  it('takes keys that arrive together one by one', async () => {
    const { shows, keys } = screen();
    await keys('/bank\r');
    await shows('/bank  1 of 3');
  });

  it('keeps the selected row while the order changes, and freezes the order', async () => {
    const { shows, keys, set, frame } = screen([watched(5)]);
    await keys('G');
    await shows('▸outbound|443||bank');
    await keys('s');
    await shows('sort by  c CLUSTER  h HEALTH  e EJ  r RPS  o OK%');
    await keys('o');
    const sorted = await shows('▸outbound|443||bank');
    expect(sorted).toContain('sort OK%');
    await keys('z');
    await shows('order frozen');
    set({ proxies: [watched(6)] });
    await shows('▸outbound|443||bank');
    expect(frame()).toContain('order frozen');
  });

  it('sorts by the column of a capital letter, and the other way round by the same one', async () => {
    const { shows, keys } = screen();
    await keys('H');
    await shows('sort HEALTH▲');
    await keys('H');
    await shows('sort HEALTH▼');
    await keys('s', 's');
    await shows('sort EJ▼');
    await keys('s', ESCAPE);
    await shows('sort EJ▼');
  });

  it('shows the JSON of a row, as soon as the configuration has come', async () => {
    const { dump: _, ...rest } = watched(5);
    const { shows, keys, set, asked } = screen([{ ...rest, dump: undefined }]);
    await keys('d');
    await shows('fetching the configuration');
    await vi.waitFor(() => expect(asked.at(-1)).toContain('dump'));
    set({ proxies: [watched(5)] });
    const page = await shows('"connect_timeout": "3s"');
    expect(page).toContain('cluster outbound|80||cart.shop.svc.cluster.local');
    await keys(ESCAPE);
    await shows('LAST MINUTE');
  });

  it('opens the JSON of a route where the route begins', async () => {
    const { shows, keys } = screen();
    await keys('3', 'j', 'd');
    const [, title, ...lines] = (await shows('"match": {')).split('\n');
    expect(title).toContain('route 80');
    expect(lines[0]?.trim()).toBe('{');
    expect(lines[1]).toContain('"match"');
  });

  it('scrolls pages sideways, as far as their lines go', async () => {
    const { shows, keys, set } = screen();
    set({ requests: [`GET ${'a'.repeat(110)}!`] });
    await keys('x');
    expect(await shows('GET aaa')).not.toContain('a!');
    await keys('l', 'l', 'l');
    expect(await shows('a!')).not.toContain('GET');
    await keys('h', 'h', 'h');
    await shows('GET aaa');
  });

  it('leads to the YAML', async () => {
    const { shows, keys } = screen();
    await keys('o');
    const page = await shows('mesh.yaml:3 /apis/networking.istio.io/v1/namespaces/shop/destination-rule/cart');
    expect(page).toContain('▸   name: cart');
  });

  it('compares the configurations of two proxies', async () => {
    const [own, other] = [watched(3), { ...watched(5, { name: 'other:15000' }), name: 'other:15000' }];
    const { shows, keys, set, asked } = screen([own, { ...other, dump: undefined }]);
    await keys(':', ...'diff nobody', ENTER);
    await shows('no other proxy has "nobody" in its name');
    await keys(':', ...'diff other', ENTER);
    await shows('fetching the configuration of other:15000');
    expect(asked).toContain('want other:15000 dump');
    set({ proxies: [own, other] });
    await keys(':', ...'diff other', ENTER);
    await shows(/diff · \d+ of \d+/);
    await keys('1', ':', ...'diff', ENTER);
    await shows(/diff · \d+ of \d+/);
  });

  it('explains a row, with where it was written', async () => {
    const { shows, keys, set, asked } = screen([{ ...watched(5), dump: undefined }]);
    await keys('e');
    await shows('fetching the configuration');
    await vi.waitFor(() => expect(asked.at(-1)).toContain('dump'));
    set({ proxies: [watched(5)] });
    const page = await shows('cluster outbound|80||cart.shop.svc.cluster.local');
    expect(page).toContain('2 of 2 endpoints healthy');
    expect(page).toContain('/apis/networking.istio.io/v1/namespaces/shop/destination-rule/cart');
    for (const line of page.split('\n').slice(1, -2)) expect(line).not.toContain('…');
    await keys(ESCAPE, 'L', 'e');
    await shows('can be explained');
  });

  it('does not wait for a configuration that was not saved', async () => {
    const { shows, keys } = screen([{ ...watched(5), saved: true, dump: undefined }]);
    await shows('■ saved');
    await keys('e');
    await shows('the saved answers have no configuration');
  });

  it('says which object it is where no files were given', async () => {
    const { shows, keys } = screen([watched(5)], 'clusters', { hasSources: false });
    await keys('o');
    await shows('destination-rule/cart; start with -f FILES');
  });

  it('compares with a snapshot', async () => {
    const { shows, keys, set } = screen([watched(3)]);
    await keys('S');
    await shows('snapshot taken');
    await keys('=');
    await shows('nothing has changed since the snapshot');
    set({ proxies: [watched(5)] });
    await shows(/~ +cluster +outbound\|80\|\|cart\.shop.*connectTimeout +"10s" +"3s"/);
  });

  it('opens the configuration place by place, and searches it', async () => {
    const { shows, keys } = screen([watched(5)], 'config');
    await keys(DOWN, ENTER);
    await shows('▾ ClustersConfigDump');
    await keys('/', ...'bank.example', ENTER);
    await shows('REJECTED!');
    await shows(/▸ +[▸▾] \[4\] outbound\|443\|\|bank/);
    await keys('n');
    await shows(/found/);
  });

  it('asks before it changes a level', async () => {
    const { shows, keys, asked } = screen([watched(5)], 'loggers');
    await keys('l');
    await shows('set the level of admin from warning to info? y/n');
    await keys('n');
    expect(asked.some((each) => each.startsWith('level'))).toBe(false);
    await keys('h');
    await shows('from warning to error?');
    await keys('y');
    expect(asked).toContain('level localhost:15000 admin error');
  });

  it('greys what it knew of a lost proxy, and goes on when it is back', async () => {
    const lost = { ...watched(5), lost: { sinceMs: 1000, message: 'cannot ask http://localhost:15000/stats' } };
    const { shows, set } = screen([lost]);
    const page = await shows('✕ lost');
    expect(page).toContain('cannot ask http://localhost:15000/stats');
    expect(page).toContain('outbound|80||cart.shop');
    set({ proxies: [watched(6)] });
    await shows('● live');
  });

  it('watches several proxies', async () => {
    const { shows, keys, asked } = screen([watched(5), watched(5, { name: 'localhost:15001' })], 'overview');
    await shows('localhost:15001');
    await keys('j', ENTER);
    await shows('localhost:15001 (2/2)');
    await vi.waitFor(() => expect(asked.at(-1)).toBe('want localhost:15001 stats,clusters'));
    await keys('\t');
    await shows('localhost:15000 (1/2)');
  });

  it('does what is typed as a command', async () => {
    const { shows, keys, asked } = screen();
    await keys(':', ...'rout', ENTER);
    await shows('VIRTUAL SERVICE');
    await keys(':', ...'record night.rec', ENTER, ':', ...'nonsense', ENTER);
    await shows('there is no command "nonsense"');
    expect(asked).toContain('record night.rec');
    await keys('w');
    expect(asked.at(-1)).toMatch(/^write routes {2}\d+ lines$/);
  });

  it('pauses, looks more seldom, tells its requests and its keys', async () => {
    const { shows, keys, asked } = screen();
    await keys(' ');
    await shows('◌ paused');
    await keys('+', '+');
    await shows('tick 10s');
    await keys('-');
    await shows('tick 5s');
    await keys('x');
    await shows('GET http://localhost:15000/stats');
    await keys('q');
    expect(asked).toContain('pause true');
  });

  it('lists every key', async () => {
    const { shows, keys } = screen();
    await keys('?');
    await shows('0 ');
    await keys('G');
    await shows('q Ctrl-c');
  });
});

describe('many rows', () => {
  const many = (): ProxyLive => {
    const proxy = watched(5);
    const [cluster] = proxy.clusters;
    const clusters = Array.from({ length: 5000 }, (_, index) => ({
      ...(cluster ?? expect.fail()),
      name: `outbound|80||s${index}.shop`,
    }));
    return { ...proxy, clusters };
  };

  it('are drawn as far as they are seen', async () => {
    const { shows, keys, frame } = screen([many()]);
    await shows('1 of 5000');
    expect(frame().split('\n')).toHaveLength(23);
    await keys('G');
    await shows('▸outbound|80||s4999.shop');
    await keys('k');
    await shows('4999 of 5000');
  });
});
