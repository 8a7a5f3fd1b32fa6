// `npm run build`: the package of the SDK. See scripts/build/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('scripts/build/main.ts');
