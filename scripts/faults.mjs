// `npm run faults`: the stack in real browsers under faults. See test/chaos/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/chaos/main.ts');
