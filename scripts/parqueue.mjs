// `npm run parqueue -- COMMAND`: the command line over a dataset. See packages/cli/src/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('packages/cli/src/main.ts');
