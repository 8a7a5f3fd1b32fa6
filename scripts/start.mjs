// `npm start`: the recorder page, the relay and a local hub on this machine. See scripts/startMain.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('scripts/startMain.ts');
