/** A request that was answered: nothing of who sent it, nor of what it was about. */
export interface RequestEvent {
  /** When it was answered, in epoch milliseconds. */
  readonly at: number;
  /** The pattern of its route, without the ids in it. */
  readonly endpoint: string;
  readonly method: string;
  readonly statusCode: number;
  /** A Worker's clock stands still while it computes: this is the time that it waited. */
  readonly durationMs: number;
  readonly requestId: string;
}
