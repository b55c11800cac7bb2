/**
 * Asks Python what the pictures need to know: one question of a kind at a time, and then the newest of that kind.
 *
 * @import {Answer, Question, What} from "./questions.js"
 */

/**
 * @param {(what: What, args: Record<string, any>) => Promise<any>} request
 * @param {(what: What, answer: Answer) => void} onAnswer
 * @param {(error: unknown) => void} onError
 * @returns {(questions: Question[], answers: Partial<Record<What, Answer>>) => void} call it whenever either changes
 */
export function asking(request, onAnswer, onError) {
  /** @type {Map<What, string>} */
  const underWay = new Map();
  /** The key of the question that last failed: not asked again. @type {Map<What, string>} */
  const failed = new Map();

  /** @param {Question} question */
  async function ask({ what, args, key }) {
    underWay.set(what, key);
    try {
      const result = await request(what, args);
      underWay.delete(what);
      onAnswer(what, { key, result });
    } catch (error) {
      underWay.delete(what);
      failed.set(what, key);
      onError(error);
    }
  }

  return (questions, answers) => {
    for (const question of questions) {
      const { what, key } = question;
      if (answers[what]?.key !== key && !underWay.has(what) && failed.get(what) !== key) void ask(question);
    }
  };
}
