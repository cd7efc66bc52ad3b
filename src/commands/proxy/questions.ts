/** Questions from one process or thread to another, answered in any order. */
import { type Failure, failureOf, thrown } from './failure.ts';

/** A question on its way; structured clones of plain data. */
export interface Question<Order> {
  readonly id: number;
  readonly order: Order;
}

/** An answer on its way back. */
export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: Failure });

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The side that asks. */
export class Questions<Order> {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** Sends a question. @throws by its promise what the other side throws, what `send` throws, or the error of {@link fail}. */
  ask(order: Order, send: (question: Question<Order>, onError: (error: Error) => void) => void): Promise<unknown> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      send({ id, order }, (error) => this.#settle(id)?.reject(error));
    });
  }

  /** Takes an answer in. */
  onReply(reply: Reply): void {
    const waiting = this.#settle(reply.id);
    if ('failure' in reply) waiting?.reject(thrown(reply.failure));
    else waiting?.resolve(reply.value);
  }

  /** The other side is gone: nothing that was asked will be answered. */
  fail(error: Error): void {
    for (const id of this.#waiting.keys()) this.#settle(id)?.reject(error);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

/** What answers a question: with a value, or with what was thrown. */
export async function replyTo<Order>(
  { id, order }: Question<Order>,
  obey: (order: Order) => Promise<unknown>,
): Promise<Reply> {
  try {
    return { id, value: await obey(order) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}
