import { analyze } from './analyze.ts';
import { anomalies } from './anomalies.ts';
import { check } from './check.ts';
import type { CommandDefinition } from './commandDefinition.ts';
import { compact } from './compact.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { demo } from './demo.ts';
import { docs } from './docs.ts';
import { doctor } from './doctor.ts';
import { du } from './du.ts';
import { errors } from './errors.ts';
import { events } from './events.ts';
import { exportFiles } from './exportFiles.ts';
import { health } from './health.ts';
import { job } from './job.ts';
import { jobs } from './jobs.ts';
import { loadtest } from './loadtest.ts';
import { logs } from './logs.ts';
import { plays } from './plays/plays.ts';
import { processCommand } from './process.ts';
import { q } from './q.ts';
import { recordings } from './recordings.ts';
import { report } from './report.ts';
import { runs } from './runs.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { sql } from './sql.ts';
import { squash } from './squash.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { tail } from './tail.ts';
import { trace } from './trace.ts';

/** All commands, as `--help` lists them: set-up, data, looking, answers, giving, work, care. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  docs,
  doctor,
  status,
  schema,
  completion,
  sync,
  du,
  check,
  tail,
  events,
  logs,
  errors,
  trace,
  jobs,
  job,
  recordings,
  runs,
  plays,
  q,
  sql,
  analyze,
  anomalies,
  compare,
  health,
  report,
  exportFiles,
  serve,
  processCommand,
  loadtest,
  compact,
  squash,
];
