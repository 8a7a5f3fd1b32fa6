// `npm run create -- FOLDER`: an app that records into a dataset. See scripts/createMain.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('scripts/createMain.ts');
