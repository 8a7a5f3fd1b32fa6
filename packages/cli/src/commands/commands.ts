import type { CommandDefinition } from './commandDefinition.ts';
import { completion } from './completion.ts';
import { demo } from './demo.ts';
import { docs } from './docs.ts';
import { doctor } from './doctor.ts';
import { du } from './du.ts';
import { events } from './events.ts';
import { loadtest } from './loadtest.ts';
import { processCommand } from './process.ts';
import { q } from './q.ts';
import { schema } from './schema.ts';
import { sql } from './sql.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';

/** All commands, as `--help` lists them: set-up, data, looking. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  docs,
  doctor,
  status,
  schema,
  completion,
  sync,
  du,
  tail,
  events,
  loadtest,
  processCommand,
  q,
  sql,
];
