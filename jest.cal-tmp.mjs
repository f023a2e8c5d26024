import base from './jest.config.mjs';
export default { projects: [{ ...base.projects[0], testMatch: ['<rootDir>/__tests__/calibration/**/*.test.ts'] }] };
