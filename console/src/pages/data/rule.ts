/* Small pieces of the expression language that these pages hand to doors and to the segment editor. */

const PLAIN = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const WORDS = new Set(['and', 'or', 'not', 'in', 'between', 'contains', 'exists', 'did', 'where', 'true', 'false', 'last', 'this', 'since', 'before']);

/** A name as the language takes it: in back quotes when it is not a plain word, or is one of the language's own. */
export const nameInRule = (name: string): string => (PLAIN.test(name) && !WORDS.has(name.toLowerCase()) ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``);

export const didRule = (event: string): string => `did(${nameInRule(event)})`;
