// `npm run load`: many browsers and one relay. See test/load/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/load/main.ts');
