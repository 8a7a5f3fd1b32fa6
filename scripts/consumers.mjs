// `npm run consumers`: the packed SDK in apps as others write them. See test/consumers/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/consumers/main.ts');
