import { expect, it } from 'vitest';
import { type Question, Questions, replyTo } from '../../../src/commands/proxy/questions.ts';
import { ConfigError } from '../../../src/model/errors.ts';

it('answers come to whoever asked, in any order', async () => {
  const questions = new Questions<string>();
  const sent: Question<string>[] = [];
  const answers = ['a', 'b'].map((order) => questions.ask(order, (question) => sent.push(question)));
  for (const question of sent.toReversed()) {
    questions.onReply(await replyTo(question, (order) => Promise.resolve(order.toUpperCase())));
  }
  expect(await Promise.all(answers)).toEqual(['A', 'B']);
});

it('an error arrives with its status, code and hint', async () => {
  const questions = new Questions<string>();
  const asked = questions.ask('x', (question) => {
    const refuse = () => Promise.reject(new ConfigError('CONFIG_MESH', 'it is wrong', { hint: 'mend it' }));
    void replyTo(question, refuse).then((reply) => questions.onReply(reply));
  });
  await expect(asked).rejects.toMatchObject({
    code: 'CONFIG_MESH',
    exitCode: 78,
    message: 'it is wrong',
    hint: 'mend it',
  });
});

it('whoever waits learns that the other side has gone, or was never reached', async () => {
  const questions = new Questions<string>();
  const waiting = questions.ask('x', () => undefined);
  questions.fail(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(questions.ask('x', (_, onError) => onError(new Error('closed')))).rejects.toThrow('closed');
});
