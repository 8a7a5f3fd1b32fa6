import { expose } from 'comlink';
import { assets } from '../browser/assets.ts';
import { engineEnvironment } from '../browser/engineEnvironment.ts';
import { loadFullWriter } from '../browser/parquetWriters.ts';
import { createWorkerDoor } from './workerDoor.ts';

expose(createWorkerDoor(engineEnvironment(assets, loadFullWriter)));
