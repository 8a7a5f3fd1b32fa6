import { parseArgs } from 'node:util';
import { startLocalHub } from './startLocalHub.ts';

const USAGE = `Usage: node packages/local-hub/src/main.ts [options]

  --dir DIR        where the repos are (default .parqueue/hub)
  --port PORT      default 8899
  --hostname HOST  default 127.0.0.1
  --token hf_…     the one token to accept (default: any that begins with hf_)
  --quotas         count requests and commits as the Hub does (default: off)
  --control        open /__faults and /__log to this machine
`;

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '.parqueue/hub' },
    port: { type: 'string', default: '8899' },
    hostname: { type: 'string', default: '127.0.0.1' },
    token: { type: 'string' },
    quotas: { type: 'boolean', default: false },
    control: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function run(): Promise<void> {
  const hub = await startLocalHub({
    dir: values.dir,
    port: Number(values.port),
    hostname: values.hostname,
    control: values.control,
    ...(values.token !== undefined && { token: values.token }),
    ...(!values.quotas && { quotas: 'off' as const }),
  });
  console.log(`The local hub is running at ${hub.url} on ${hub.dir}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void hub.close());
}

if (values.help) {
  console.log(USAGE);
} else {
  await run().catch((error: unknown) => {
    console.error(`local hub: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
