// `npm run simulate:mutants`: whether the simulation finds defects made on purpose. See test/simulation/mutants/main.ts.
import { runProgram } from './bootstrap.mjs';

await runProgram('test/simulation/mutants/main.ts');
