// The first thing that runs in a fresh clone: no dependencies, and nothing here that an old Node could not read, so that
// it lives to say which Node is needed. Everything else is loaded after that check.
const needed = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    'Node ' +
      needed.join('.') +
      ' or newer is needed; this is ' +
      process.version +
      '. See https://nodejs.org.',
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/main.mjs').then((bootstrap) => bootstrap.main(process.argv[2], process.argv.slice(3)));
}
