import { analyze } from './analyze.ts';
import { anomalies } from './anomalies.ts';
import type { CommandDefinition } from './commandDefinition.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { du } from './du.ts';
import { events } from './events.ts';
import { exportFiles } from './exportFiles.ts';
import { health } from './health.ts';
import { plays } from './plays/plays.ts';
import { q } from './q.ts';
import { report } from './report.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { sql } from './sql.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';

/** All commands, as `--help` lists them: set-up, data, looking, giving. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  doctor,
  status,
  schema,
  completion,
  sync,
  du,
  tail,
  events,
  plays,
  q,
  sql,
  analyze,
  anomalies,
  compare,
  health,
  exportFiles,
  report,
  serve,
];
