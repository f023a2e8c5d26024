/** Small services for the tests; each is one file that a commit holds. */

export const CONFIGURATION = `service:
  start: node server.mjs
  ready: /health
benchmarks:
  root:
    http: GET /
`;

/** Burns about `work` microseconds of CPU for each request, so that a change has a known size. */
export function server({ work = 4000, body = 'ok', status = 200 } = {}): string {
  return `import http from 'node:http';
const WORK = ${work};
function burn(microseconds) {
  const rounds = microseconds * 12;
  let x = 1;
  for (let i = 0; i < rounds; i += 1) x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + i;
  return x;
}
http.createServer((request, response) => {
  if (request.url === '/health') return response.end('ok');
  burn(WORK);
  response.statusCode = ${status};
  response.setHeader('content-type', 'text/plain');
  response.end(${JSON.stringify(body)});
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
}

export function files(overrides: Record<string, string> = {}): Record<string, string> {
  return {
    'paceline.yml': CONFIGURATION,
    'server.mjs': server(),
    'package.json': '{ "private": true }\n',
    ...overrides,
  };
}

/** A configuration with other keys of the service. */
export function configuration(service: Record<string, string>): string {
  const keys = { start: 'node server.mjs', ready: '/health', ...service };
  return [
    'service:',
    ...Object.entries(keys).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    'benchmarks:',
    '  root:',
    '    http: GET /',
    '',
  ].join('\n');
}
