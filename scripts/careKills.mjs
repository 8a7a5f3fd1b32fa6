// `npm run kills:care`: compact killed at random moments. See test/careKills/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/careKills/main.ts');
