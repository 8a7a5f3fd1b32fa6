import { createLogger } from '@parqueue/sdk';
import { alignment } from '@parqueue/sdk/presets';
import { useEffect, useState } from 'react';

/** A logger that lives as long as the component, and how many rows of this browser are in the dataset. */
export function useLogger() {
  const [state, setState] = useState({ log: undefined, committed: 0 });
  useEffect(() => {
    const log = createLogger({
      relay: 'https://relay.example.workers.dev',
      dataset: 'recitations',
      tables: { runs: alignment },
    });
    const recount = async () => {
      const { tables } = await log.stats();
      setState({ log, committed: tables.alignment?.committed ?? 0 });
    };
    log.on('committed', () => recount().catch(ignore));
    recount().catch(ignore);
    return () => void log.close();
  }, []);
  return state;
}

/** A logger that was closed meanwhile counts no more. */
function ignore() {}
