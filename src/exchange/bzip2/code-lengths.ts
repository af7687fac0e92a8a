/** Lengths of Huffman codes for bzip2. */

/** Longer ones are allowed in streams, but the reference makes none. */
const MOST_BITS = 17;

/** Every symbol gets a code, also those that do not occur. Frequencies are halved until no code is longer than 17 bits. */
export function codeLengths(frequencies: Int32Array): Uint8Array {
  const weights = Float64Array.from(frequencies, (count) => Math.max(1, count));
  for (;;) {
    const lengths = huffman(weights);
    if (lengths.every((length) => length <= MOST_BITS)) return lengths;
    for (let i = 0; i < weights.length; i++) weights[i] = 1 + Math.floor((weights[i] as number) / 2);
  }
}

/** Two queues: symbols in order of weight, and the trees made of them, which come in that order by themselves. */
function huffman(weights: Float64Array): Uint8Array {
  const count = weights.length;
  const leaves = Array.from(weights, (_, symbol) => symbol).sort(
    (a, b) => (weights[a] as number) - (weights[b] as number) || a - b,
  );
  const total = new Float64Array(2 * count);
  total.set(weights);
  const parent = new Int32Array(2 * count).fill(-1);
  let leaf = 0;
  let tree = count;
  let made = count;
  const least = (): number => {
    const next = leaves[leaf];
    if (next !== undefined && (tree === made || (total[next] as number) <= (total[tree] as number))) {
      leaf++;
      return next;
    }
    return tree++;
  };
  for (; made < 2 * count - 1; made++) {
    const a = least();
    const b = least();
    total[made] = (total[a] as number) + (total[b] as number);
    parent[a] = parent[b] = made;
  }
  const lengths = new Uint8Array(count);
  for (let symbol = 0; symbol < count; symbol++)
    for (let at = symbol; (parent[at] as number) >= 0; at = parent[at] as number)
      lengths[symbol] = (lengths[symbol] as number) + 1;
  return lengths;
}
