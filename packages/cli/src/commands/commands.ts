import { analyze } from './analyze.ts';
import { anomalies } from './anomalies.ts';
import { check } from './check.ts';
import type { CommandDefinition } from './commandDefinition.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { du } from './du.ts';
import { errors } from './errors.ts';
import { events } from './events.ts';
import { exportFiles } from './exportFiles.ts';
import { health } from './health.ts';
import { plays } from './plays/plays.ts';
import { q } from './q.ts';
import { report } from './report.ts';
import { job } from './job.ts';
import { jobs } from './jobs.ts';
import { logs } from './logs.ts';
import { q } from './q.ts';
import { recordings } from './recordings.ts';
import { runs } from './runs.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { sql } from './sql.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';
import { trace } from './trace.ts';

/** All commands, as `--help` lists them: set-up, data, looking, giving. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  doctor,
  status,
  schema,
  check,
  completion,
  sync,
  du,
  tail,
  errors,
  events,
  plays,
  job,
  jobs,
  logs,
  q,
  recordings,
  runs,
  sql,
  analyze,
  anomalies,
  compare,
  health,
  exportFiles,
  report,
  serve,
  trace,
];
