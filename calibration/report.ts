import { type Chapter, type Claim, table } from './chapter.js';
import { keeps, percentWithError } from './rate.js';

export interface Circumstances {
  seed: number;
  scale: number;
  runs: number;
}

/** The page docs/evidence/calibration.md, in Markdown. */
export function report(chapters: readonly Chapter[], { seed, scale, runs }: Circumstances): string {
  const claims = chapters.flatMap((chapter) => chapter.claims);
  const promised = claims.filter((claim) => claim.promised);
  const kept = promised.filter(({ rate, limit }) => keeps(rate, limit));
  const short =
    scale === 1
      ? ''
      : `\n**Replications multiplied by ${scale}: a quick check, not the evidence.**\n`;
  return `# How often is the verdict wrong?

Made by \`npm run calibrate\`; do not edit. Seed ${seed}, ${runs.toLocaleString('en')} simulated runs.
${short}
Each simulated run goes through the code that ships: synthetic observations of one session after the other become
a Result, \`decide\` (src/analysis/decide.ts) decides it after each session from the sixth on, and the run ends when
\`decide\` says that nothing is left to find out, as a real run does. Observations are simulated, so the truth is
known; whether real machines are as kind as these models is a question for measurements, not for this page.

Numbers are per cent of runs unless they say otherwise, with one Monte-Carlo standard error after ±: at a true 5 %
that is 0.35 points with 4,000 runs, 0.5 with 2,000 and 0.7 with 1,000. Numbers with nothing after them come from
1,000 to 2,000 runs, so those near 50 % are good to 1.6 points or better. The same seed gives this page again to the
letter.

## In words

${kept.length} of ${promised.length} promises hold in the worst case that was found for each. "Holds" means: not more than three
Monte-Carlo standard errors beyond the limit. The worst of several cases is by selection a little above its true rate.

${claimTable(promised)}

Nothing is promised for the following; this is how wrong it gets:

${claimTable(claims.filter((claim) => !claim.promised))}

Where to be careful: starts that resemble the one before them, a slow mode that few starts of head have, and failed
requests that come in rare bursts. The report of a run says when it sees the first two; in six to sixteen sessions it
often cannot. And all of it is about one machine and one workload: no statistics can say what another machine would
have shown.

${chapters.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')}
`;
}

function claimTable(claims: readonly Claim[]): string {
  return table(
    ['statement', 'worst case', 'rate', 'limit', 'holds'],
    claims.map(({ words, where, rate, limit }) => [
      words,
      rate.share === 0 ? 'all alike' : where,
      percentWithError(rate),
      String(Number((100 * limit).toFixed(2))),
      keeps(rate, limit) ? 'yes' : '**no**',
    ]),
  );
}
