#!/usr/bin/env node
import { compileLater } from './compile-later';
import { endOnBrokenPipe, processIo } from './io';
import { run } from './program';

compileLater();
for (const stream of [process.stdout, process.stderr]) { endOnBrokenPipe(stream, () => process.exit()); }
void run(process.argv.slice(2), processIo()).then((code) => { process.exitCode = code; });
