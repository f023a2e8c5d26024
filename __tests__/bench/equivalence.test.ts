import { differences } from '../../src/bench/equivalence.js';
import { okProbe } from './fakes.js';

describe('answers of the two sides', () => {
  it('are alike when status, type and roughly the length agree', () => {
    expect(differences([okProbe({ bytes: 1000 })], [okProbe({ bytes: 1060 })])).toEqual([]);
    expect(
      differences(
        [okProbe({ contentType: 'text/html; charset=utf-8' })],
        [okProbe({ contentType: 'text/html' })],
      ),
    ).toEqual([]);
  });

  it('differ in status', () => {
    expect(differences([okProbe()], [okProbe({ status: 204 })])).toEqual([
      'GET /: status 200 on base, 204 on head',
    ]);
  });

  it('differ in type', () => {
    expect(differences([okProbe()], [okProbe({ contentType: null })])).toEqual([
      'GET /: content type application/json on base, none on head',
    ]);
  });

  it('differ in length, as an empty body of a broken head does', () => {
    expect(differences([okProbe()], [okProbe({ bytes: 2 })])).toEqual([
      'GET /: 1000 bytes on base, 2 bytes on head',
    ]);
  });

  it('of a failing side are errors, not differences', () => {
    expect(differences([okProbe()], [okProbe({ failure: 'status 500', status: 500 })])).toEqual([]);
  });
});
