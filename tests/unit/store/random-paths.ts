/** The same random paths as tests/fixtures/scripts/path-encoding.py makes. */
const WORDS: readonly string[] = (
  'aux|con|prn|nul|com1|lpt9|com0|.|..| |.hg|.i|.d|x.i|y.d|z.hg|aux.txt|Con|src|README|tests|foo_bar|.gitignore|lib|' +
  'index.js|a.|b |com1.x|lpt12|auxx|Makefile|\xc3\xa9t\xc3\xa9'
).split('|');
const FEW = 'ABCDEFabcdef._ ~';
const MANY = 'abcdefghijklmnopqrstuvwxyz0123456789-_.ABC';
const ENDS: readonly string[] = ['.i', '.d', '', '/00manifest.i'];

export class RandomPaths {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  #below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }
  #part(): string {
    const kind = this.#below(8);
    if (kind < 2) return WORDS[this.#below(WORDS.length)] as string;
    const length = 1 + this.#below(kind === 7 ? 24 : 9);
    let out = '';
    for (let i = 0; i < length; i++) {
      if (kind === 2) {
        const byte = 1 + this.#below(255);
        out += String.fromCharCode(byte === 0x2f ? 0x2d : byte);
      } else out += kind === 3 ? FEW[this.#below(16)] : MANY[this.#below(42)];
    }
    return out;
  }
  next(): string {
    const count = 1 + this.#below(this.#below(4) === 0 ? 14 : 6);
    const parts: string[] = [];
    for (let i = 0; i < count; i++) parts.push(this.#part());
    const top = this.#below(8) === 0 ? 'meta/' : 'data/';
    return top + parts.join('/') + ENDS[this.#below(4)];
  }
}
