/**
 * What follows from an object alone, worked out when it is first asked for and forgotten with the object: a trace never
 * changes, so whatever is found in one holds for as long as it is looked at.
 *
 * @template {object} K, V
 * @param {(of: K) => V} make
 * @returns {(of: K) => V}
 */
export function oncePer(make) {
  /** @type {WeakMap<K, V>} */
  const made = new WeakMap();
  return (of) => {
    let value = made.get(of);
    if (value === undefined) {
      value = make(of);
      made.set(of, value);
    }
    return value;
  };
}
