// Runs one of the built programs in this process, so that signals and the exit code are its own:
//   node bin/setup.cjs prod bin/program.mjs <module in dist> [arguments]
import { buildIfStale } from './build.mjs';

buildIfStale();
await import(new URL(`../dist/${process.argv[4]}.js`, import.meta.url).href);
