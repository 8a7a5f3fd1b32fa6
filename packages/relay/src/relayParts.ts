import type { TableDefinition } from '@parqueue/schema';
import type { KeyedHash } from './auth/keyedHash.ts';
import type { TokenSigner } from './auth/signedToken.ts';
import type { TicketMode } from './auth/ticketMode.ts';
import type { UserIdOf } from './auth/userId.ts';
import type { RelayConfig } from './config.ts';
import type { Log } from './log.ts';
import type { SpoolDoor } from './spool/spoolDoor.ts';

/** What the routes work with, made once in `createRelay`. */
export interface RelayParts {
  readonly config: RelayConfig;
  readonly tables: ReadonlyMap<string, TableDefinition>;
  readonly signer: TokenSigner;
  readonly keyedHash: KeyedHash;
  readonly userIdOf: UserIdOf;
  readonly ticketMode: TicketMode;
  /** @throws {RelayError} for a dataset that the relay does not serve. */
  spoolOf(dataset: string): SpoolDoor;
  readonly clock: () => number;
  readonly log: Log;
}
