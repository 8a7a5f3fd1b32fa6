// `npm run fuzz`: hostile input for the relay. See test/fuzz/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/fuzz/main.ts');
