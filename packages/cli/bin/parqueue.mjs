#!/usr/bin/env node
// `npx parqueue` in this repository: the program is TypeScript and wants a newer Node than may be there.
import { runProgram } from '../../../scripts/bootstrap.mjs';

await runProgram('packages/cli/src/main.ts');
