import { _, type CodeKeywordDefinition, str } from 'ajv';
import { useFunc } from 'ajv/dist/compile/util.js';
import ucs2length from 'ajv/dist/runtime/ucs2length.js';

/**
 * `maxLength` in code points, as in Ajv. Counts them only if the text has more UTF-16 units than allowed, because a
 * text never has fewer units than code points. Counting every text would take a quarter of ingest's throughput.
 */
export const MAX_LENGTH: CodeKeywordDefinition = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  // Runs first, so that a long text never reaches the regular expression.
  before: 'pattern',
  error: {
    message: ({ schemaCode }) => str`must NOT have more than ${schemaCode} characters`,
    params: ({ schemaCode }) => _`{limit: ${schemaCode}}`,
  },
  code(context) {
    const { data, schemaCode, gen } = context;
    const codePoints = useFunc(gen, ucs2length.default);
    context.fail(_`${data}.length > ${schemaCode} && ${codePoints}(${data}) > ${schemaCode}`);
  },
};
