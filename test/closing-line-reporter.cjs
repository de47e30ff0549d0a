'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Ends a test run with one line that a person or a machine can read, and leaves the counts for .ci/run. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const suites = results.testResults.filter((suite) => suite.testExecError).length;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + suites} failed, ${results.numPendingTests + results.numTodoTests} skipped`;
    mkdirSync(join(__dirname, '..', 'test-reports'), { recursive: true });
    writeFileSync(join(__dirname, '..', 'test-reports', 'closing-line.txt'), `${line}\n`);
    process.stdout.write(`\n${line}\n`);
  }
};
