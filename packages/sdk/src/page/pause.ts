export interface Pause {
  begin(): void;
  /** Lets everybody go on; says whether it had begun. */
  end(): boolean;
  /** Resolves at its end; undefined outside of it. */
  over(): Promise<void> | undefined;
}

/** A time in which nothing starts. */
export function createPause(): Pause {
  let under: Resolvable | undefined;
  return {
    begin() {
      under ??= resolvable();
    },
    end() {
      const hadBegun = under !== undefined;
      under?.resolve();
      under = undefined;
      return hadBegun;
    },
    over: () => under?.promise,
  };
}

interface Resolvable {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function resolvable(): Resolvable {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
