import { settings } from './bytes.ts';
import { Client } from './client.ts';
import type { Reaction, Row, Step } from './row.ts';

/** How long a proxy may take for anything on a machine with other work. */
const PATIENCE_MS = 8000;

/** What came of a row: `undefined` when it is what had to come, else what was seen instead. */
export async function run(row: Row, port: number): Promise<unknown> {
  const client = await Client.open(port, row.settings ?? settings());
  try {
    for (const each of row.send) {
      if (Buffer.isBuffer(each)) await send(client, each, row.slowly === true);
      else if (!(await happens(client, each))) return { missing: each, ...Object(client.summary()) };
    }
    client.sendSentinel();
    const met = await client.until(() => row.expect.some((reaction) => holds(client, reaction)), PATIENCE_MS);
    return met && client.fault === undefined ? undefined : client.summary();
  } finally {
    client.destroy();
  }
}

async function send(client: Client, bytes: Buffer, slowly: boolean): Promise<void> {
  if (slowly) await client.sendSlowly(bytes);
  else client.send(bytes);
}

function happens(client: Client, step: Step): Promise<boolean> {
  const stream = client.stream(step.streamId);
  switch (step.wait) {
    case 'answer':
      return client.until(() => stream.ended, PATIENCE_MS);
    case 'reset':
      return client.until(() => stream.reset !== undefined, PATIENCE_MS);
    case 'head':
      return client.until(() => client.status(step.streamId) > 0, PATIENCE_MS);
    case 'body':
      return bodyIs(client, step.streamId, step.bytes);
  }
}

/** Whether a body has so many bytes and, by the time that the server has said something more, has no other. */
async function bodyIs(client: Client, streamId: number, bytes: number): Promise<boolean> {
  const stream = client.stream(streamId);
  if (!(await client.until(() => stream.body.length >= bytes, PATIENCE_MS))) return false;
  const before = client.pongs.length;
  client.sendProbe();
  return (await client.until(() => client.pongs.length > before, PATIENCE_MS)) && stream.body.length === bytes;
}

function holds(client: Client, reaction: Reaction): boolean {
  switch (reaction.kind) {
    case 'goaway':
      return client.closed && client.goaway !== undefined && reaction.codes.includes(client.goaway.code);
    case 'closed':
      return client.closed;
    case 'reset':
      return client.alive && reaction.codes.includes(client.stream(reaction.streamId).reset ?? -1);
    case 'answer': {
      const { ended, body } = client.stream(reaction.streamId);
      const right = client.status(reaction.streamId) === reaction.status && (reaction.body ?? body) === body;
      return client.alive && ended && right;
    }
    case 'ignored':
      return client.alive && [...client.streams.values()].every((stream) => stream.reset === undefined);
  }
}
