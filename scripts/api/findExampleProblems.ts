import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { sdkDoors } from '../build/sdkDoors.ts';
import type { ApiDoor, ApiSymbol } from './apiModel.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What the examples take as given, so that each shows only its own matter. */
export const EXAMPLE_PRELUDE = `import type { Clip, Logger, Recording, RowHandle } from '@parqueue/sdk';
import type { ErrorRecorder } from '@parqueue/sdk/errors';
import type { EventRecorder } from '@parqueue/sdk/events';
import type { NodeLogger } from '@parqueue/sdk/node';
import type { PlayHandle, PlayRecorder } from '@parqueue/sdk/plays';
import type { AlignmentRow, alignment, metricsEvent, recitation, recitationError } from '@parqueue/sdk/presets';
import type { errorLog, logLine, playHistory, stageManifest, systemMetric } from '@parqueue/sdk/presets';
import type { Job, Stage } from '@parqueue/sdk/stages';

declare global {
  const log: Logger<{
    runs: typeof alignment;
    recitations: typeof recitation;
    errors: typeof recitationError;
    events: typeof metricsEvent;
    manifests: typeof stageManifest;
    lines: typeof logLine;
    plays: typeof playHistory;
    failures: typeof errorLog;
    metrics: typeof systemMetric;
  }>;
  const server: NodeLogger<{ runs: typeof alignment }>;
  const recording: Recording;
  const clip: Clip | undefined;
  const row: RowHandle<AlignmentRow, 'segments'>;
  const job: Job;
  const stage: Stage;
  const events: EventRecorder;
  const plays: PlayRecorder;
  const play: PlayHandle;
  const failures: ErrorRecorder;
}
`;

/**
 * What does not compile of the examples, and of the published types themselves.
 *
 * @param dir holds the published types; the examples are written beside them.
 */
export async function findExampleProblems(doors: readonly ApiDoor[], dir: string): Promise<string[]> {
  const examples = doors
    .flatMap(({ name, symbols }) => symbols.flatMap((symbol) => examplesOf(`${name}.${symbol.name}`, symbol)))
    // Overloads have one name, and each its own examples.
    .map(([owner, code], i): [file: string, code: string] => [`${owner}.example${i}.ts`, code]);
  const config = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: {
      ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'], types: [], skipLibCheck: false },
      paths: Object.fromEntries(
        sdkDoors().map(({ subpath, name }) => [posix.join('@parqueue/sdk', subpath), [`./${name}.d.ts`]]),
      ),
    },
    include: ['**/*.ts'],
  };
  await Promise.all([
    writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config)),
    writeFile(join(dir, 'prelude.ts'), EXAMPLE_PRELUDE),
    ...examples.map(([file, code]) => writeFile(join(dir, file), `${code}\nexport {};\n`)),
  ]);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const checked = await promisify(execFile)(process.execPath, [tsc, '-p', dir, '--pretty', 'false']).catch(
    (error: { stdout: string }) => error,
  );
  return checked.stdout.split('\n').flatMap((line) => (line === '' ? [] : [readable(line)]));
}

function examplesOf(owner: string, { doc, members }: ApiSymbol): [owner: string, code: string][] {
  const own = (doc?.examples ?? []).map((code): [string, string] => [owner, code]);
  const inner = members.flatMap((member) =>
    (member.doc?.examples ?? []).map((code): [string, string] => [`${owner}.${member.path}`, code]),
  );
  return [...own, ...inner];
}

/** `….cache/x/sdk.FlushOptions.example0.ts(2,7): error TS2304: …` → `the example of sdk.FlushOptions, line 2: …`. */
const readable = (line: string): string =>
  line.replace(/^.*?([\w.]+)\.example\d+\.ts\((\d+),\d+\): error \w+/, 'the example of $1, line $2');
