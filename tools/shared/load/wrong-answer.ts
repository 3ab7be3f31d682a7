/** What to say of a body that is not what was asked for: HTML is named, as it comes from another server. */
export function bodyText(body: string): string {
  return isHtml(body) ? 'a page of HTML, so it is not the API: is the URL right?' : `${body.slice(0, 300)}`;
}

/** JSON of an answer. @throws Error that names `source` and says what came in its place */
export function parseAnswer(source: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(`${source} answered ${isHtml(body) ? bodyText(body) : `no JSON: ${bodyText(body)}`}`);
  }
}

function isHtml(body: string): boolean {
  return /^\s*(<!doctype html|<html)/i.test(body);
}
