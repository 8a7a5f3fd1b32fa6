import type { CommandDefinition } from './commandDefinition.ts';
import { compact } from './compact.ts';
import { completion } from './completion.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { du } from './du.ts';
import { events } from './events.ts';
import { q } from './q.ts';
import { schema } from './schema.ts';
import { sql } from './sql.ts';
import { squash } from './squash.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';

/** All commands, as `--help` lists them: set-up, data, looking. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  doctor,
  status,
  schema,
  completion,
  sync,
  compact,
  squash,
  du,
  tail,
  events,
  q,
  sql,
];
