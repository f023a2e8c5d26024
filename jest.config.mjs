/** One transform for all projects: type checking is `npm run typecheck`, not the test run. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        diagnostics: false,
        tsconfig: 'tsconfig.jest.json',
      },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/'],
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/examples/',
    '<rootDir>/__tests__/fixtures/',
  ],
};

/**
 * unit: values in, values out. real: real processes, git, sockets and tools.
 * e2e: the committed bundles under dist/, started as a user starts them.
 */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/__tests__/{model,analysis,render,drivers,bench,commands,github,calibration}/**/*.test.ts',
        '<rootDir>/__tests__/*.test.ts',
      ],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.real\\.test\\.ts$'],
    },
    { ...shared, displayName: 'real', testMatch: ['<rootDir>/__tests__/**/*.real.test.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/__tests__/e2e/**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.real\\.test\\.ts$'],
    },
  ],
};
