#!/usr/bin/env node
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './commands/cli.js';

// A reader that has seen enough (`| head`) takes nothing from the run: it ends in order, by exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const bundle = path.dirname(fileURLToPath(import.meta.url));

process.exitCode = await run({
  arguments: process.argv.slice(2),
  environment: process.env,
  directory: process.cwd(),
  output: process.stdout,
  errors: process.stderr,
  packageDirectory: path.join(bundle, '..', '..'),
  onCancel: (listener) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    let asked = false;
    const onSignal = (signal: string) => {
      // Asked twice, we end at once; what we started is killed on the way out.
      if (asked) process.exit(130);
      asked = true;
      listener(signal);
    };
    for (const signal of signals) process.on(signal, onSignal);
    return () => signals.forEach((signal) => process.off(signal, onSignal));
  },
});
