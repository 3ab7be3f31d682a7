/** Whether a text of an event passes a test of a pattern. */
export type TextTest = (text: string) => boolean;

/** Whether a text equals `operand`, each of whose characters stands for its lower and its upper case. */
export function equalsIgnoringCase(operand: string): TextTest {
  return test(`^${eitherCase(operand)}$`);
}

/** As `equalsIgnoringCase`, for the beginning of a text. */
export function startsIgnoringCase(operand: string): TextTest {
  return test(`^${eitherCase(operand)}`);
}

/** As `equalsIgnoringCase`, for the end of a text. */
export function endsIgnoringCase(operand: string): TextTest {
  return test(`${eitherCase(operand)}$`);
}

function test(source: string): TextTest {
  const expression = new RegExp(source);
  return (text) => expression.test(text);
}

/**
 * Character by character, as Event Ruler does it, not by folding both texts: the upper case of `ß` is `SS`, so the
 * pattern `straße` matches `STRASSE`, while the pattern `STRASSE` does not match `straße`.
 * @see https://github.com/aws/event-ruler (EqualsIgnoreCaseParser.java)
 */
function eitherCase(operand: string): string {
  let source = '';
  for (const character of operand) {
    const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
    source += lower === upper ? literal(lower) : `(?:${literal(lower)}|${literal(upper)})`;
  }
  return source;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
