import { createMemoryStore } from './memoryStore.ts';
import { storeContract } from './store.contract.ts';

storeContract('in memory', async () => createMemoryStore());
