import { readFileSync } from 'node:fs';
import { checkClient, createClient } from '../../../src/drivers/http/client.js';

type Create = typeof createClient;

test('the installed autocannon is the one this driver was written for', () => {
  expect(() => checkClient()).not.toThrow();
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['autocannon']).toBe('9.0.0');
});

function changedBy(change: (gated: ReturnType<Create>) => ReturnType<Create>): Create {
  return (...given) => change(createClient(...given));
}

test.each<[string, Create]>([
  [
    'sends by itself',
    (workload, target, wants) => {
      wants();
      return createClient(workload, target, wants);
    },
  ],
  ['sends nothing when told to', changedBy((gated) => ({ ...gated, send: () => undefined }))],
  [
    'sends twice',
    changedBy((gated) => ({
      ...gated,
      send: () => {
        gated.send();
        gated.send();
      },
    })),
  ],
  [
    'has no parser',
    changedBy((gated) => Object.assign(gated, { client: { on: () => undefined } as never })),
  ],
  [
    'reports no response',
    changedBy((gated) => {
      gated.client.emit = () => true;
      return gated;
    }),
  ],
  [
    'reports whole milliseconds',
    changedBy((gated) => {
      const emit = gated.client.emit.bind(gated.client);
      gated.client.emit = (name: string, ...rest: unknown[]) =>
        emit(name, ...rest.slice(0, 2), Math.floor(Number(rest[2])));
      return gated;
    }),
  ],
])('a client that %s is named as a defect', (_, create) => {
  expect(() => checkClient(create)).toThrow(
    /autocannon's HTTP client is not the one of version 9.0.0/,
  );
});
