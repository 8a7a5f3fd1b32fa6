/** What may go wrong in the browser's storage, so many times each. */
export interface IdbFaults {
  /** The next transactions commit nothing: the browser aborts them at the end, without an `error` event. */
  abortCommits(count: number): void;
  /** The next puts abort their transaction. */
  abortPuts(count: number): void;
  /** The next puts find no room. */
  fill(count: number): void;
  /** The next readwrite transactions never end. */
  stall(count: number): void;
  /** Transactions cannot be begun: the connection is lost. */
  loseConnections(count: number): void;
  /** Opening never answers. */
  hangOpens(count: number): void;
  /** Opening fails with this name. */
  refuseOpens(count: number, name: string): void;
  /** Undoes everything. */
  restore(): void;
}

/** Patches the prototypes of IndexedDB, as real as can be: everything else is the browser's own. */
export function injectIdbFaults(): IdbFaults {
  const { transaction } = IDBDatabase.prototype;
  const { put } = IDBObjectStore.prototype;
  const { commit } = IDBTransaction.prototype;
  const { open } = IDBFactory.prototype;
  const left = { commits: 0, puts: 0, full: 0, stalls: 0, lost: 0, hung: 0, refused: 0 };
  let refusal = 'UnknownError';
  const take = (kind: keyof typeof left) => left[kind] > 0 && left[kind]-- > 0;
  const stalled = new WeakSet<IDBTransaction>();

  IDBDatabase.prototype.transaction = function begin(this: IDBDatabase, ...given) {
    if (take('lost')) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    const begun = transaction.apply(this, given);
    if (begun.mode === 'readwrite' && take('stalls')) stalled.add(begun);
    return begun;
  };
  IDBObjectStore.prototype.put = function putOne(this: IDBObjectStore, ...given) {
    if (take('full')) throw new DOMException('no room', 'QuotaExceededError');
    const request = put.apply(this, given);
    if (take('puts')) this.transaction.abort();
    return request;
  };
  IDBTransaction.prototype.commit = function commitOne(this: IDBTransaction) {
    if (stalled.has(this)) {
      // Held open by one request after another, as a disk that does not answer holds it.
      const store = this.objectStore(this.objectStoreNames[0] as string);
      const hold = () => {
        try {
          store.count().onsuccess = hold;
        } catch {
          // WebKit tells of one more success after the transaction was given up.
        }
      };
      hold();
      return;
    }
    if (take('commits')) this.abort();
    else commit.call(this);
  };
  IDBFactory.prototype.open = function openOne(this: IDBFactory, ...given) {
    if (take('refused')) throw new DOMException('not now', refusal);
    if (take('hung')) return new EventTarget() as IDBOpenDBRequest;
    return open.apply(this, given);
  };

  const set = (kind: keyof typeof left) => (count: number) => {
    left[kind] = count;
  };
  return {
    abortCommits: set('commits'),
    abortPuts: set('puts'),
    fill: set('full'),
    stall: set('stalls'),
    loseConnections: set('lost'),
    hangOpens: set('hung'),
    refuseOpens(count, name) {
      left.refused = count;
      refusal = name;
    },
    restore() {
      Object.assign(IDBDatabase.prototype, { transaction });
      Object.assign(IDBObjectStore.prototype, { put });
      Object.assign(IDBTransaction.prototype, { commit });
      Object.assign(IDBFactory.prototype, { open });
    },
  };
}
