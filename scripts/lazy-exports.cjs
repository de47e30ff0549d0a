// Rewrites lib/index.js after compilation so that a construct's file, and what it needs of aws-cdk-lib, is loaded when it is
// first used. aws-cdk-lib does the same with its own: loading every class costs as much as a small app.
const { readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, posix, resolve } = require('node:path');

const INDEX = resolve('lib/index.js');

/** The files that an index re-exports, indexes below it followed. */
function filesOf(index, prefix = '.') {
  return [...readFileSync(index, 'utf8').matchAll(/__exportStar\(require\("\.\/([^"]+)"\), exports\)/g)].flatMap(([, name]) => {
    const path = `${prefix}/${name}`;
    const folder = join(dirname(INDEX), path, 'index.js');
    try {
      return filesOf(folder, posix.join(prefix, name).replace(/^(?!\.)/, './'));
    } catch (error) {
      if (error.code !== 'ENOENT') { throw error; }
      return [path];
    }
  });
}

const before = Object.keys(require(INDEX)).sort();
const files = filesOf(INDEX);
const exported = files.flatMap((file) => Object.keys(require(join(dirname(INDEX), file))).map((name) => ({ name, file })));
const after = exported.map(({ name }) => name).sort();
if (JSON.stringify(before) !== JSON.stringify(after)) { throw new Error(`lib/index.js exports ${before}, found ${after}`); }

// the list of names is for Node.js, which finds them for `import` without running the file
writeFileSync(INDEX, `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.${after.join(' = exports.')} = void 0;
const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => load()[name] });
${exported.map(({ name, file }) => `lazy("${name}", () => require("${file}"));`).join('\n')}
`);
