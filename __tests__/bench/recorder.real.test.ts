import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Recorder } from '../../src/bench/recorder.js';
import { benchmarkPlan, emptyResult } from './fakes.js';

describe('saving the Result', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'recorder-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves one whole file and nothing beside it', async () => {
    const file = path.join(directory, 'result.json');
    const recorder = new Recorder(emptyResult([benchmarkPlan()]), file);
    await recorder.save();
    recorder.addNote('second');
    await recorder.save();
    expect(readdirSync(directory)).toEqual(['result.json']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ notes: ['second'] });
    expect(recorder.saveProblem).toBeNull();
  });

  it('says why it could not save, keeps the Result and the older file, and tries again', async () => {
    const file = path.join(directory, 'later', 'result.json');
    const recorder = new Recorder(emptyResult([benchmarkPlan()]), file);
    recorder.addNote('kept');
    await recorder.save();
    expect(recorder.saveProblem).toContain(`could not be saved to ${file}`);
    expect(recorder.result.notes).toEqual(['kept']);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path.dirname(file));
    await recorder.save();
    expect(recorder.saveProblem).toBeNull();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ notes: ['kept'] });
  });
});
