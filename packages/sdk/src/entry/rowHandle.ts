import type { CommitPlace } from '@parqueue/schema/wire';
import type { ChangeResult, DeleteResult, RowState } from '../api/row.ts';
import { quiet } from '../base/quiet.ts';
import type { Core } from '../page/assembleCore.ts';
import type { RowRef } from './said.ts';

/** What a handle needs of its logger. */
export interface HandleHost {
  /** The core, with everything that was said before it came. */
  readonly core: () => Promise<Core>;
  readonly change: (ref: RowRef, values: unknown) => Promise<ChangeResult>;
}

/** The handle of a row. A class, since one is made for each row of a burst: closures for each would cost more than the row itself. */
export class Handle {
  readonly #host: HandleHost;
  readonly #ref: RowRef;
  #stored: Promise<void> | undefined;
  #committed: Promise<CommitPlace> | undefined;

  constructor(host: HandleHost, ref: RowRef) {
    this.#host = host;
    this.#ref = ref;
  }

  get rowId(): string {
    return this.#ref.rowId;
  }

  get stored(): Promise<void> {
    this.#stored ??= this.#ask((core) => core.stored(this.#ref));
    return this.#stored;
  }

  get committed(): Promise<CommitPlace> {
    this.#committed ??= this.#ask((core) => core.committed(this.#ref));
    return this.#committed;
  }

  state(): Promise<RowState> {
    return this.#ask((core) => core.state(this.#ref));
  }

  delete(): Promise<DeleteResult> {
    return this.#ask((core) => core.delete(this.#ref));
  }

  set(values: unknown): Promise<ChangeResult> {
    return this.#host.change(this.#ref, values);
  }

  push(column: string, ...elements: unknown[]): Promise<ChangeResult> {
    return this.set({ [column]: elements });
  }

  #ask<T>(question: (core: Core) => Promise<T>): Promise<T> {
    return quiet(this.#host.core().then(question));
  }
}
