// `npm run relay:init`, `relay:build`, `relay:serve`: the commands of a relay. See packages/relay/src/cli/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('packages/relay/src/cli/main.ts');
