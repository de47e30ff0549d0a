// Copies the files of src/ that jsii does not compile to the same places in lib/, from where the compiled code reads them.
const fs = require('fs');
const path = require('path');

const ASSETS = /\.(py|cjs|css|js)$/;

fs.cpSync('src', 'lib', {
  recursive: true,
  filter: (file) => path.basename(file) !== '__pycache__' && (fs.statSync(file).isDirectory() || ASSETS.test(file)),
});
