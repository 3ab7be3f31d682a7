import { _, type CodeKeywordDefinition, str } from 'ajv';
import { useFunc } from 'ajv/dist/compile/util.js';
import ucs2length from 'ajv/dist/runtime/ucs2length.js';

/**
 * `maxLength` as Ajv has it, in code points, but these are counted only where there are more UTF-16 units than allowed:
 * a text has never fewer units than code points. Counting each text takes a quarter of what ingest can do.
 */
export const MAX_LENGTH: CodeKeywordDefinition = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  // A long text never reaches the regular expression.
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
