/** Tests a text of an event. */
export type TextTest = (text: string) => boolean;

/** Tests whether a text equals `operand`, whose characters each match their lower and upper case. */
export function equalsIgnoringCase(operand: string): TextTest {
  return test(`^${eitherCase(operand)}$`);
}

/** Like `equalsIgnoringCase`, for the beginning of a text. */
export function startsIgnoringCase(operand: string): TextTest {
  return test(`^${eitherCase(operand)}`);
}

/** Like `equalsIgnoringCase`, for the end of a text. */
export function endsIgnoringCase(operand: string): TextTest {
  return test(`${eitherCase(operand)}$`);
}

function test(source: string): TextTest {
  const expression = new RegExp(source);
  return (text) => expression.test(text);
}

/**
 * Compares character by character, as Event Ruler does, and does not fold both texts: the upper case of `ß` is `SS`, so
 * the pattern `straße` matches `STRASSE`, but the pattern `STRASSE` does not match `straße`.
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
