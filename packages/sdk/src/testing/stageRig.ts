import type { TableDefinition } from '@parqueue/schema';
import { logLine, stageManifest } from '@parqueue/schema/presets';
import { createMarkMemory, type MarkMemory } from '../recorders/memoryMarks.ts';
import type { ConsoleLevel } from '../recorders/recorderEnvironment.ts';
import type { ResourceSample, StageEnvironment } from '../recorders/stages/stageEnvironment.ts';
import {
  createStageRecorder,
  type StageRecorder,
  type StageRecorderOptions,
} from '../recorders/stages/stageRecorder.ts';
import { type FakeDoor, fakeDoor } from './fakeDoor.ts';

/** A stage recorder with a clock that a test moves, over doors in memory. */
export interface StageRig {
  readonly recorder: StageRecorder;
  readonly manifests: FakeDoor<typeof stageManifest>;
  readonly lines: FakeDoor<typeof logLine>;
  readonly printed: readonly (readonly [ConsoleLevel, string])[];
  /** Lets time pass. */
  pass(ms: number): void;
  /** What the machine tells from here on. */
  setSample(sample: ResourceSample): void;
  /** The messages that were logged, each after its level. */
  messages(): string[];
  /** The page ends without a word; what is marked stays in the memory. */
  end(): void;
}

/** Two rigs of one device share its doors and its memory. */
export interface RigDevice {
  readonly memory: MarkMemory;
  readonly manifests: FakeDoor<typeof stageManifest>;
  readonly lines: FakeDoor<typeof logLine>;
}

export const createRigDevice = (): RigDevice => ({
  memory: createMarkMemory(),
  manifests: fakeDoor(stageManifest),
  lines: fakeDoor(logLine),
});

/** The rows of a door, with what JSON columns hold as values. */
const rowsOf = <T extends TableDefinition>(door: FakeDoor<T>, table: T): Record<string, unknown>[] =>
  door.rows.map(({ values }) => {
    const parsed = (column: string, value: unknown) =>
      table.features[column]?.kind === 'json' && value !== null ? JSON.parse(String(value)) : value;
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, parsed(key, value)]));
  });

export const manifestsOf = ({ manifests }: Pick<RigDevice, 'manifests'>) => rowsOf(manifests, stageManifest);
export const linesOf = ({ lines }: Pick<RigDevice, 'lines'>) => rowsOf(lines, logLine);

const BEGAN_AT = Date.UTC(2025, 10, 27, 14, 9, 16, 123);

export function createStageRig(
  options: StageRecorderOptions = {},
  device: RigDevice = createRigDevice(),
  sha256: StageEnvironment['sha256'] = async (bytes) => `digest of ${bytes.byteLength}`,
): StageRig {
  const { memory, manifests, lines } = device;
  const printed: [ConsoleLevel, string][] = [];
  let passedMs = 0;
  let sample: ResourceSample = {};
  let ids = 0;
  const environment: StageEnvironment = {
    now: () => BEGAN_AT + passedMs,
    monotonicMs: () => passedMs,
    newId: () => `id-${ids++}`,
    schedule: () => () => {},
    print: (level, line) => void printed.push([level, line]),
    sha256,
    measure: () => sample,
  };
  const { marks, end } = memory.beginLife();
  return {
    recorder: createStageRecorder({ manifests, lines }, { environment, marks, ...options }),
    ...{ manifests, lines, printed, end },
    pass: (ms) => {
      passedMs += ms;
    },
    setSample: (next) => {
      sample = next;
    },
    messages: () => lines.rows.map(({ values }) => `${values['level']} ${values['message']}`),
  };
}
