/* A moment as a document says it: a day (its end), a time of the workspace's zone, or one with a zone of its own. */
export function momentParts(v: string): { day: string; time: string; zoned: boolean } {
  const m = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(v);
  return { day: m?.[1] ?? '', time: m?.[2] ?? '', zoned: m?.[3] !== undefined };
}
