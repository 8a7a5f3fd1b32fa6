// `npm run engines`: the tests in a browser, in Firefox and WebKitGTK. See test/engines/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/engines/main.ts');
