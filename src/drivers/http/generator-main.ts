import { Generator } from './generator.js';
import type { Answers, Numbered, Question, Reply } from './protocol.js';

/**
 * The life of the load generator's process: answers questions until the channel closes, which it
 * also does when Paceline dies, however it dies.
 */
export function generate(self: NodeJS.Process): void {
  let generator: Generator | null = null;

  const answer = async (question: Question): Promise<Answers[keyof Answers]> => {
    if (question.ask === 'open') {
      if (generator) throw new Error('this load generator is open already');
      generator = new Generator(question.workload, question.url);
      return null;
    }
    if (!generator) throw new Error('this load generator has not been opened');
    switch (question.ask) {
      case 'probe':
        return generator.probe();
      case 'slice':
        return generator.slice(question.seconds);
      case 'close':
        generator.close();
        return null;
    }
  };

  const reply = (message: Reply) => {
    if (self.connected) self.send!(message);
  };
  self.on('message', (question: Numbered<Question>) => {
    const { number } = question;
    answer(question).then(
      (value) => reply({ number, value }),
      (error: unknown) =>
        reply({
          number,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    );
  });
  self.on('disconnect', () => self.exit(0));
  // Ctrl-C reaches every process of the terminal; Paceline decides what it means.
  self.on('SIGINT', () => undefined);
}
