// `npm run kills`: the relay killed at every point of its work. See test/kills/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/kills/main.ts');
