import { expose } from 'comlink';
import { engineEnvironment } from '../browser/engineEnvironment.ts';
import { createWorkerDoor } from './workerDoor.ts';

expose(createWorkerDoor(engineEnvironment()));
