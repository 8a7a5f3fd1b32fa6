// `npm run simulate`: the SDK under a scheduler that a seed decides. See test/simulation/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/simulation/main.ts');
