import { httpConfiguration } from '../../../src/drivers/http/options.js';
import { substitute, workload } from '../../../src/drivers/http/workload.js';
import { UserError } from '../../../src/model/user-error.js';

function fill(value: unknown, env: Record<string, string> = {}) {
  const options = httpConfiguration.resolve(httpConfiguration.value.parse(value), {});
  return workload(options, env).requests[0]!;
}

test.each([
  ['$A', 'one'],
  ['${A}b', 'oneb'],
  ['$A_B$A', 'twoone'],
  ['$$A', '$A'],
  ['$$$A', '$one'],
  ['5$ or $5', '5$ or $5'],
  ['${', '${'],
])('%s becomes %s', (text, expected) => {
  expect(substitute(text, { A: 'one', A_B: 'two' }, 'x')).toBe(expected);
});

test('a value is inserted as it is, and not looked at again', () => {
  expect(substitute('$A', { A: '$B $& $$' }, 'x')).toBe('$B $& $$');
});

test('a variable that is not set is an error that names it and the request', () => {
  expect(() => fill({ path: '/', headers: { 'X-Key': '$NOPE' } })).toThrow(UserError);
  expect(() => fill({ path: '/', headers: { 'X-Key': '$NOPE' } })).toThrow(/GET \/ .*NOPE/);
  expect(() => fill('GET /$toString')).toThrow(/toString/);
  expect(fill('GET /$EMPTY', { EMPTY: '' }).path).toBe('/');
});

test('variables reach path, headers, text and the inside of JSON, and stay out of the label', () => {
  const env = { ID: '7', TOKEN: 'secret', NAME: 'a "quoted" name' };
  const filled = fill(
    {
      method: 'POST',
      path: '/users/$ID',
      headers: { Authorization: 'Bearer $TOKEN' },
      json: { name: '$NAME', tags: ['$ID', 3, null], price: '$$5' },
    },
    env,
  );
  expect(filled).toMatchObject({
    label: 'POST /users/$ID',
    path: '/users/7',
    headers: { Authorization: 'Bearer secret', 'Content-Type': 'application/json' },
  });
  expect(JSON.parse(filled.body!)).toEqual({ name: env.NAME, tags: ['7', 3, null], price: '$5' });
  expect(fill({ method: 'PUT', path: '/', body: 'is $ID' }, env).body).toBe('is 7');
});

test('a content type that is given is kept', () => {
  const { headers } = fill({
    method: 'POST',
    path: '/',
    json: [],
    headers: { 'content-type': 'a/b' },
  });
  expect(headers).toEqual({ 'content-type': 'a/b' });
});

test('a request that may have a body and has none says so', () => {
  expect(fill('POST /').headers).toEqual({ 'Content-Length': '0' });
  expect(fill('GET /').headers).toEqual({});
});

test.each([
  [{ path: '/a$V' }, ' b'],
  [{ path: '/a$V' }, '\r\nX: y'],
  [{ path: '/', headers: { A: '$V' } }, 'x\r\nInjected: yes'],
  [{ path: '/', headers: { A: '$V' } }, 'x\n'],
])('a variable cannot break out of its place: %o', (value, given) => {
  expect(() => fill(value, { V: given })).toThrow(UserError);
});
