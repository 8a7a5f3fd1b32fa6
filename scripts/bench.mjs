// `npm run bench`: the project's figures. See test/bench/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/bench/main.ts');
