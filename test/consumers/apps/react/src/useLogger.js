import { createLogger } from '@parqueue/sdk';
import { alignment } from '@parqueue/sdk/presets';
import { useEffect, useState } from 'react';

/** A logger that lives as long as the component, and how many rows of this browser are in the dataset. */
export function useLogger() {
  const [log, setLog] = useState();
  const [committed, setCommitted] = useState(0);
  useEffect(() => {
    const made = createLogger({
      relay: 'https://relay.example.workers.dev',
      dataset: 'recitations',
      tables: { runs: alignment },
    });
    const count = async () => {
      const { tables } = await made.stats();
      setCommitted(tables.alignment?.committed ?? 0);
    };
    // A logger that was closed meanwhile counts no more.
    const recount = () => void count().catch(() => {});
    made.on('committed', recount);
    recount();
    setLog(made);
    return () => void made.close();
  }, []);
  return { log, committed };
}
