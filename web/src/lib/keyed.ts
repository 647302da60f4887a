/** Maps and sets that are replaced, never changed: what shows them sees a new one. */
export function put<V>(map: ReadonlyMap<string, V>, entries: readonly (readonly [string, V])[]): ReadonlyMap<string, V> {
  return new Map([...map, ...entries]);
}

export function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return new Map([...map].filter(([other]) => other !== key));
}

export function empty<V>(): ReadonlyMap<string, V> {
  return new Map();
}

export function those(all: Iterable<string>, but: readonly string[] = []): ReadonlySet<string> {
  return new Set([...all].filter((one) => !but.includes(one)));
}
