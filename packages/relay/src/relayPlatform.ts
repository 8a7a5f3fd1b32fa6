/** What the platform gives the Worker beside its bindings. */
export interface RelayPlatform {
  /** Lets work go on when the request is answered, for half a minute. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly wait: (ms: number) => Promise<void>;
}
