import { NEXT, type Next } from '../../contract.ts';
import type { BodyWish, Question } from '../../own-request.ts';
import type { SeenBody } from '../ext-authz/check.ts';
import type { Ruling } from '../ext-authz/ruling.ts';
import type { LimitRule } from '../limiter/rule.ts';

/** What filters leave for themselves, for each other and for the wire while a request waits. One object serves many requests. */
export class FilterNotes {
  /** What a filter waits for; looked at right after it has said so. */
  waiting: Promise<void> = Promise.resolve();
  bodyWish: BodyWish | undefined;
  question: Question | undefined;
  heard: SeenBody | undefined;
  readonly marks = new Map<string, string>();
  readonly rulings = new Map<object, Ruling>();
  readonly limits: LimitRule[] = [];

  /** Forgets the request before. */
  protected clearNotes(): void {
    this.heard = undefined;
    if (this.marks.size > 0) this.marks.clear();
    if (this.rulings.size > 0) this.rulings.clear();
    if (this.limits.length > 0) this.limits.length = 0;
  }

  wait(work: Promise<void>): Next {
    this.waiting = work;
    return NEXT.wait;
  }

  hear(maxBytes: number): Next {
    const heard = (bytes: Buffer, complete: boolean): void => {
      this.heard = { bytes, partial: !complete };
    };
    this.bodyWish = { maxBytes, heard };
    return NEXT.body;
  }

  ask(question: Question): Next {
    this.question = question;
    return NEXT.ask;
  }
}
