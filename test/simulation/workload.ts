import type { ModelChange, ModelRow } from './model.ts';
import type { Page } from './page.ts';
import { LOCAL_TABLES, simulatedTables } from './tables.ts';
import type { World } from './world.ts';

/** The doors as the workload uses them: any row into any table. */
interface Handle {
  readonly rowId: string;
  readonly stored: Promise<void>;
  readonly committed: Promise<{ commit: string; path: string }>;
  state(): Promise<{ kind: string }>;
  set(values: object): Promise<Answer>;
  push(column: string, ...elements: unknown[]): Promise<Answer>;
}
interface Answer {
  readonly applied: boolean;
  readonly reason?: string;
  readonly error?: { readonly code?: string };
}
interface Door {
  append(row: unknown): Handle;
  row(rowId: string): Handle;
}

/** Something that a page does, in a task of its own. A new step is one line in `STEPS`. */
type Step = (world: World, page: Page) => void;

const STEPS: readonly (readonly [weight: number, Step])[] = [
  [30, appendSome],
  [2, appendWrong],
  [12, changeOwn],
  [4, changeAnother],
  [8, flush],
  [3, askStats],
  [3, askState],
  [4, awaitCommit],
  [5, (_, page) => page.tell('leaving')],
  [4, (_, page) => page.tell('back')],
  [2, (_, page) => page.tell('online')],
];

const TOTAL = STEPS.reduce((sum, [weight]) => sum + weight, 0);

/** One random step of a page. */
export function stepPage(world: World, page: Page): void {
  let drawn = world.random.int(0, TOTAL - 1);
  for (const [weight, step] of STEPS) {
    if (drawn < weight) {
      guarded(world, () => step(world, page));
      return;
    }
    drawn -= weight;
  }
}

/** The SDK never throws into the page. */
function guarded(world: World, work: () => void): void {
  try {
    work();
  } catch (error) {
    world.violate(`[R6] a door threw: ${(error as Error).stack}`);
  }
}

const doorOf = (page: Page, table: string): Door => (page.log as unknown as Record<string, Door>)[table]!;
const handles = new WeakMap<ModelRow, Handle>();

function appendSome(world: World, page: Page): void {
  const { random, model, scheduler } = world;
  const table = random.pick(LOCAL_TABLES);
  for (let count = random.pick([1, 1, 2, 5]); count > 0; count--) {
    const number = model.rows.size;
    if (page.isClosed) model.refusedCounts.set(table, (model.refusedCounts.get(table) ?? 0) + 1);
    const text = `${page.realm.name}/${table}/${number}`;
    const handle = doorOf(page, table).append({ text, ...(random.chance(0.5) ? { tags: [] } : {}) });
    const row: ModelRow = {
      text,
      table: simulatedTables[table].name,
      page: page.realm.name,
      number,
      rowId: handle.rowId,
      changes: [],
      storedAt: undefined,
      hasFailed: page.isClosed,
    };
    model.rows.set(text, row);
    handles.set(row, handle);
    handle.stored.then(
      () => {
        row.storedAt ??= scheduler.now();
      },
      () => {
        row.hasFailed = true;
      },
    );
  }
}

function appendWrong({ random, model }: World, page: Page): void {
  const table = random.pick(LOCAL_TABLES);
  model.refusedCounts.set(table, (model.refusedCounts.get(table) ?? 0) + 1);
  doorOf(page, table).append({ nothing: 1 });
}

function recent(world: World, isWanted: (row: ModelRow) => boolean): ModelRow | undefined {
  const wanted = [...world.model.rows.values()].filter(isWanted).slice(-6);
  return wanted.length === 0 ? undefined : world.random.pick(wanted);
}

function note(world: World, row: ModelRow, change: ModelChange, said: ReturnType<Handle['set']>): void {
  row.changes.push(change);
  said.then(
    ({ applied, reason, error }) => {
      change.settledAt = world.scheduler.now();
      // A logger that is closed before the engine answers writes what is left itself, and hears no more of it.
      if (error?.code === 'closed') return;
      change.outcome = applied ? 'applied' : reason === 'sealed' ? 'sealed' : 'refused';
    },
    () => {},
  );
}

function changeOwn(world: World, page: Page): void {
  const row = recent(world, (one) => one.page === page.realm.name);
  const handle = row && handles.get(row);
  if (row === undefined || handle === undefined) return;
  const change = { outcome: 'unknown', settledAt: 0 } as const;
  if (world.random.chance(0.3)) {
    const step = world.scheduler.stepCount();
    note(world, row, { ...change, step }, handle.set({ step }));
  } else {
    const tag = `t${world.scheduler.stepCount()}`;
    note(world, row, { ...change, tag }, handle.push('tags', tag));
  }
}

/** A change of a row that is known by its id alone, of this page or another. */
function changeAnother(world: World, page: Page): void {
  const row = recent(world, () => true);
  if (row === undefined) return;
  const tag = `o${world.scheduler.stepCount()}`;
  note(
    world,
    row,
    { tag, outcome: 'unknown', settledAt: 0 },
    doorOf(page, row.table).row(row.rowId).push('tags', tag),
  );
}

function flush({ random }: World, page: Page): void {
  page.log.flush({ until: random.pick(['stored', 'accepted', 'committed'] as const) }).catch(() => {});
}

function askStats(world: World, page: Page): void {
  page.log.stats().then(
    ({ tables }) => {
      for (const [table, { appended, pending, accepted, committed, dead, dropped }] of Object.entries(
        tables,
      )) {
        const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
        if (appended !== pending + accepted + committed + dead + gone)
          world.violate(`[R1] stats() of ${table}: ${JSON.stringify(tables[table])}`);
      }
    },
    () => {},
  );
}

function askState(world: World, page: Page): void {
  const row = recent(world, (one) => one.page === page.realm.name);
  if (row === undefined) return;
  const { storedAt } = row;
  doorOf(page, row.table)
    .row(row.rowId)
    .state()
    .then(
      ({ kind }) => {
        if (kind === 'unknown' && storedAt !== undefined && row.storedAt !== undefined)
          world.violate(`[R2] the state of ${row.text}, which is stored, is unknown`);
      },
      () => {},
    );
}

function awaitCommit(world: World, page: Page): void {
  const row = recent(world, () => true);
  if (row === undefined) return;
  doorOf(page, row.table)
    .row(row.rowId)
    .committed.then(
      (place) => {
        row.place = place;
      },
      () => {},
    );
}
