import type { Spool } from './spool/spoolObject.ts';

/** What wrangler.toml and the secrets give the Worker. Variables are checked by `parseConfig`, not believed. */
export interface RelayBindings {
  readonly SPOOL: DurableObjectNamespace<Spool>;
  readonly TICKET_RATE?: RateLimit;
  readonly [variable: string]: unknown;
}
