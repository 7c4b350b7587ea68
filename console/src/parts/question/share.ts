/* A question outside of the console: the same document on the command line and over HTTP. */
const quoted = (s: string): string => `'${s.replace(/'/g, `'\\''`)}'`;

export const asJson = (doc: object): string => JSON.stringify(doc, null, 2);
export const asCli = (kind: string, doc: object): string => `shoal query ${kind} ${quoted(JSON.stringify(doc))} --json`;
export const asCurl = (kind: string, doc: object, origin: string, workspace: string): string =>
  [`curl ${quoted(`${origin}/api/w/${workspace}/questions/${kind}`)}`, `-H "Authorization: Bearer $SHOAL_KEY"`, `-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(doc))}`].join(' \\\n  ');
