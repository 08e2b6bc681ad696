/*
 * The first thing that `npm start` and `npm test` run. Written for any Node, so
 * that an old one is told what is needed instead of showing a syntax error.
 *
 *   node bin/setup.cjs <prod|dev> <module> [arguments]
 */
var needed = [20, 19];
var have = process.versions.node.split('.').map(Number);
if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  console.error(
    'Pager needs Node ' +
      needed.join('.') +
      ' or newer. This is Node ' +
      process.versions.node +
      ': ' +
      process.execPath,
  );
  process.exit(1);
}
require('./packages.cjs').installPackages(process.argv[2] === 'dev');
require('./packages.cjs').run(process.argv[3]);
