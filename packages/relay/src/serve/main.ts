import { checkHealth } from './checkHealth.ts';
import { runServe } from './runServe.ts';
import { waitForStop } from './waitForStop.ts';

// What a container runs: `serve.js` beside what `relay:build` made, or, with `--health`, a look at the one that runs.
try {
  if (process.argv.includes('--health')) {
    console.log(await checkHealth(Number(process.env['PORT'] || 8080)));
    process.exit(0);
  }
  const { env: environment } = process;
  const distDir = import.meta.dirname;
  process.exit(await runServe({ distDir, environment, print: console.log, stopAsked: waitForStop() }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
