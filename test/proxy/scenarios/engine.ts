/** A proxy under test: anything that runs the YAML of a mesh as a gateway. */
export interface Engine {
  readonly name: string;
  /**
   * Runs the gateway `istio=ingressgateway` of the namespace `default` on this YAML. The promise is kept when every listener
   * of the configuration accepts connections.
   */
  start(config: string): Promise<RunningEngine>;
}

export interface RunningEngine {
  /** The lines of the access log in Istio's default text format, complete for requests that are over. */
  accessLog(): Promise<readonly string[]>;
  /** Ends the process; nothing of it is left when the promise is kept. */
  stop(): Promise<void>;
}
