import type { ResultSink } from './resultSink.ts';
import type { ResultSpool } from './resultSpool.ts';

export interface Delivery {
  /** Every batch that waits, one run at a time. False where one did not get there: it stays, and is told. */
  flush(): Promise<boolean>;
}

/** Brings batches of the spool to where they belong. */
export function createDelivery(
  spool: ResultSpool,
  sink: ResultSink,
  { onDelivered, warn }: { onDelivered: (rowCount: number) => void; warn: (text: string) => void },
): Delivery {
  let running: Promise<boolean> | undefined;
  const deliverAll = async (): Promise<boolean> => {
    await spool.seal();
    for (const batch of await spool.batches()) {
      try {
        await sink.deliver(batch);
      } catch (error) {
        warn(`results wait on this machine: ${error instanceof Error ? error.message : error}`);
        return false;
      }
      await spool.delivered(batch, sink.isLate);
      onDelivered(batch.rows.length);
    }
    return true;
  };
  return {
    async flush() {
      // What was appended while another flush ran belongs to the next.
      await running?.catch(() => undefined);
      running = deliverAll().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
