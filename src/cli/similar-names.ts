/** Suggestions for misspelt names. */

/** Matching blocks by longest common substring, then left and right of it: total length of what matches. */
function matchingLength(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  let best = 0;
  let bestA = 0;
  let bestB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      if (length > best) {
        best = length;
        bestA = i;
        bestB = j;
      }
    }
  }
  if (best === 0) return 0;
  return (
    best +
    matchingLength(a.slice(0, bestA), b.slice(0, bestB)) +
    matchingLength(a.slice(bestA + best), b.slice(bestB + best))
  );
}

/** Names at least 0.6 alike (twice the matching characters over all characters), sorted. */
export function similarNames(wanted: string, names: Iterable<string>): string[] {
  const out = new Set<string>();
  for (const name of names)
    if ((2 * matchingLength(wanted, name)) / (wanted.length + name.length) > 0.6) out.add(name);
  return [...out].sort();
}

/** `(did you mean x?)` or `(did you mean one of x, y?)`; undefined when nothing is alike. */
export function similarityHint(similar: readonly string[]): string | undefined {
  if (similar.length === 0) return undefined;
  if (similar.length === 1) return `did you mean ${similar[0]}?`;
  return `did you mean one of ${similar.join(', ')}?`;
}
