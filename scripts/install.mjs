// Installs the packages as the other commands would, for machines that then run several of them.
import { installPackages } from './bootstrap.mjs';

await installPackages();
