import { DRIVERS, findDriver } from '../../src/drivers/registry.js';

test('drivers are found by the key that a benchmark has', () => {
  expect(findDriver('http')?.name).toBe('http');
  expect(findDriver('toString')).toBeUndefined();
});

test('no two drivers share a name', () => {
  expect(new Set(DRIVERS.map((driver) => driver.name)).size).toBe(DRIVERS.length);
});
