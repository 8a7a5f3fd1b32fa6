// `npm test`: every test, in Node, in workerd and in a real browser. See scripts/testMain.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('scripts/testMain.ts');
