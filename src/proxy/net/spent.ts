/** Less memory than this is left to the garbage collector. */
const WORTH_BYTES = 16 * 1024;

type Port = InstanceType<typeof MessageChannel>['port1'];

/** Made when it is first needed: most processes move no large chunks. */
let nowhere: Port | undefined;

/** What is transferred to a port that is closed is detached as ever, and then there is nobody to have it (HTML 9.4.4). */
function closedPort(): Port {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  return port1;
}

/**
 * Gives the memory of bytes back that nobody looks at any more; what shares memory with other bytes, or is small, is let be.
 * The next chunk then lands in memory that the processor has at hand, and no garbage collection has to look for it: V8 counts
 * what arrays hold outside its heap, and a relay that read a gigabyte made it look through everything some fifty times.
 */
export function release(spent: Buffer): void {
  const { buffer, byteLength } = spent;
  if (byteLength < WORTH_BYTES || byteLength !== buffer.byteLength) return;
  nowhere ??= closedPort();
  // The border of Node's types, which let any buffer lie in shared memory: those of sockets do not.
  nowhere.postMessage(undefined, [buffer as ArrayBuffer]);
}
