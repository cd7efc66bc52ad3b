/** A port of a pod as a stream, over the API server: the library's port-forward, with limits and an end. */
import type { Duplex } from 'node:stream';
import { UnavailableError } from '../model/errors.ts';
import type { KubeClient } from './client.ts';
import { FORWARD_TIMEOUT_MS } from './limits.ts';
import { connectionProblem } from './problems.ts';
import { pathOf, RESOURCES } from './resources.ts';

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * Opens a stream to a port of a pod. It stands when the API server has agreed; whether anybody listens in the pod may show
 * only when something is read: then the stream fails with UnavailableError. Throws as `statusProblem` says when the API server
 * refuses, UnavailableError when it says nothing for {@link FORWARD_TIMEOUT_MS}.
 */
export async function openPort(client: KubeClient, target: PodPort): Promise<Duplex> {
  const [{ PortForward }, { WebSocketHandler }, { PortStream }, { portSocket }] = await Promise.all([
    import('@kubernetes/client-node/dist/portforward.js'),
    import('@kubernetes/client-node/dist/web-socket-handler.js'),
    import('./port-stream.ts'),
    import('./port-socket.ts'),
  ]);
  const { connection, signal } = client;
  const path = pathOf(RESOURCES.pods, { namespace: target.namespace, name: target.pod, subresource: 'portforward' });
  const asked = { server: connection.server.origin, method: 'GET', path };
  const stream = new PortStream(target);
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', stop));
  const { input, output, problems } = stream;
  const handler = new WebSocketHandler(
    connection.config,
    (url, protocols, options) => stream.joined(portSocket(url, { protocols, options, asked })),
    // Unless it has these, a server could have it close the program's own.
    { stdin: input, stdout: output, stderr: problems },
  );
  try {
    const [namespace, pod] = [encodeURIComponent(target.namespace), encodeURIComponent(target.pod)];
    await new PortForward(connection.config, true, handler).portForward(
      namespace,
      pod,
      [target.port],
      output,
      problems,
      input,
    );
    // The port's error may come with the agreement.
    if (stream.errored) throw stream.errored;
    return stream;
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    // The library hands an event on; the stream has what it is about.
    throw handshakeProblem(stream.errored ?? error, asked.server);
  }
}

function handshakeProblem(error: unknown, server: string): unknown {
  // ws says this in words alone.
  if (error instanceof Error && error.message === 'Opening handshake has timed out') {
    return new UnavailableError(
      'UNAVAILABLE_TIMEOUT',
      `${server} did not open the port for ${FORWARD_TIMEOUT_MS / 1000} s`,
      { cause: error },
    );
  }
  return connectionProblem(error, { server });
}
