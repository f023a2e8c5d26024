import { curves, detectionChapter } from './detection.js';
import { familiesChapter } from './families.js';
import { Laboratory } from './laboratory.js';
import { budgetChapter, errorRateChapter } from './levels.js';
import {
  dependentRows,
  dependentChapter,
  heldChapter,
  heldRows,
  hiddenChapter,
} from './noise-table.js';
import { errorsPicture, powerPicture, sessionsPicture } from './pictures.js';
import { referenceTable } from './reference-table.js';
import { report } from './report.js';

/** Everything that docs/evidence holds about calibration, by file name. */
export function calibrate(
  seed: number,
  scale: number,
  note: (what: string) => void,
): Record<string, string> {
  const laboratory = new Laboratory(seed, scale, note);
  const held = heldRows(laboratory);
  const dependent = dependentRows(laboratory);
  const drawn = curves(laboratory);
  const chapters = [
    heldChapter(held),
    familiesChapter(laboratory),
    detectionChapter(laboratory),
    errorRateChapter(laboratory),
    budgetChapter(laboratory),
    dependentChapter(dependent),
    hiddenChapter(laboratory),
    referenceTable(laboratory),
  ];
  return {
    'calibration.md': report(chapters, { seed, scale, runs: laboratory.runs }),
    'calibration-power.svg': powerPicture(drawn),
    'calibration-sessions.svg': sessionsPicture(drawn),
    'calibration-errors.svg': errorsPicture(held, dependent),
  };
}
