// Runs one of the built programs in this process, so that signals and the exit code are its own:
//   node bin/setup.cjs prod bin/program.mjs <module in dist> [arguments]
import { buildConsoleIfStale, buildIfStale } from './build.mjs';

buildIfStale();
// The other programs show no pages.
if (process.argv[4] === 'main') buildConsoleIfStale();
await import(new URL(`../dist/${process.argv[4]}.js`, import.meta.url).href);
