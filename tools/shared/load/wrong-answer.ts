/** Describes a body that is not the expected answer. Names HTML, because it comes from another server. */
export function bodyText(body: string): string {
  return isHtml(body) ? 'a page of HTML, so it is not the API: is the URL right?' : `${body.slice(0, 300)}`;
}

/** Parses the JSON of an answer. @throws Error that names `source` and shows what arrived instead */
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
