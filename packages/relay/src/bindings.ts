import type { SpoolObject } from './spool/spoolObject.ts';

/** What wrangler.toml and the secrets give the Worker. Variables are checked by `parseConfig`, not believed. */
export interface RelayBindings {
  readonly SPOOL: DurableObjectNamespace<SpoolObject>;
  readonly TICKET_RATE?: RateLimit;
  readonly [variable: string]: unknown;
}
