/** Which elements of two number sequences stay, with few edits: Myers' algorithm in linear space, with a limit on cost. */

/** A search in one region gives up after this many edits from both sides and divides where it got farthest. */
const MOST_COST = 200;

/** Keeps its working memory between calls. */
export class EditScript {
  /** After {@link compare}: 1 for elements that do not stay. */
  removed = new Uint8Array(256);
  added = new Uint8Array(256);
  #forward = new Int32Array(512);
  #backward = new Int32Array(512);
  #middle = 0;
  #splitX = 0;
  #splitY = 0;
  #stack: number[] = [];

  /** Fills {@link removed} and {@link added} for `a[0, an)` and `b[0, bn)`. O((an + bn) * min(edits, a constant)). */
  compare(a: Int32Array, an: number, b: Int32Array, bn: number): void {
    if (this.removed.length < an) this.removed = new Uint8Array(an * 2);
    if (this.added.length < bn) this.added = new Uint8Array(bn * 2);
    this.removed.fill(0, 0, an);
    this.added.fill(0, 0, bn);
    if (this.#forward.length < an + bn + 3) {
      this.#forward = new Int32Array((an + bn + 3) * 2);
      this.#backward = new Int32Array((an + bn + 3) * 2);
    }
    this.#middle = bn + 1;
    const stack = this.#stack;
    stack.push(0, an, 0, bn);
    while (stack.length > 0) {
      let y2 = stack.pop() as number;
      let y1 = stack.pop() as number;
      let x2 = stack.pop() as number;
      let x1 = stack.pop() as number;
      while (x1 < x2 && y1 < y2 && a[x1] === b[y1]) {
        x1++;
        y1++;
      }
      while (x1 < x2 && y1 < y2 && a[x2 - 1] === b[y2 - 1]) {
        x2--;
        y2--;
      }
      if (x1 === x2) this.added.fill(1, y1, y2);
      else if (y1 === y2) this.removed.fill(1, x1, x2);
      else {
        this.#divide(a, x1, x2, b, y1, y2);
        stack.push(x1, this.#splitX, y1, this.#splitY, this.#splitX, x2, this.#splitY, y2);
      }
    }
  }

  /** Finds a point on a good path through the region, not one of its two corners. */
  #divide(a: Int32Array, x1: number, x2: number, b: Int32Array, y1: number, y2: number): void {
    const forward = this.#forward;
    const backward = this.#backward;
    const shift = this.#middle;
    const lowest = x1 - y2;
    const highest = x2 - y1;
    const start = x1 - y1;
    const end = x2 - y2;
    const odd = ((start - end) & 1) !== 0;
    let forwardLow = start;
    let forwardHigh = start;
    let backwardLow = end;
    let backwardHigh = end;
    forward[shift + start] = x1;
    backward[shift + end] = x2;
    for (let cost = 1; ; cost++) {
      if (forwardLow > lowest) forward[shift + --forwardLow - 1] = -1;
      else forwardLow++;
      if (forwardHigh < highest) forward[shift + ++forwardHigh + 1] = -1;
      else forwardHigh--;
      for (let k = forwardHigh; k >= forwardLow; k -= 2) {
        const below = forward[shift + k - 1] as number;
        const above = forward[shift + k + 1] as number;
        let x = below >= above ? below + 1 : above;
        let y = x - k;
        while (x < x2 && y < y2 && a[x] === b[y]) {
          x++;
          y++;
        }
        forward[shift + k] = x;
        if (odd && backwardLow <= k && k <= backwardHigh && (backward[shift + k] as number) <= x) {
          this.#splitX = x;
          this.#splitY = y;
          return;
        }
      }
      if (backwardLow > lowest) backward[shift + --backwardLow - 1] = 0x7fffffff;
      else backwardLow++;
      if (backwardHigh < highest) backward[shift + ++backwardHigh + 1] = 0x7fffffff;
      else backwardHigh--;
      for (let k = backwardHigh; k >= backwardLow; k -= 2) {
        const below = backward[shift + k - 1] as number;
        const above = backward[shift + k + 1] as number;
        let x = below < above ? below : above - 1;
        let y = x - k;
        while (x > x1 && y > y1 && a[x - 1] === b[y - 1]) {
          x--;
          y--;
        }
        backward[shift + k] = x;
        if (!odd && forwardLow <= k && k <= forwardHigh && x <= (forward[shift + k] as number)) {
          this.#splitX = x;
          this.#splitY = y;
          return;
        }
      }
      if (cost < MOST_COST) continue;
      // Too different: divide where the search from the start got farthest.
      let best = -1;
      for (let k = forwardHigh; k >= forwardLow; k -= 2) {
        const x = Math.min(forward[shift + k] as number, x2);
        const y = x - k;
        if (y > y2 || y < y1 || x + y <= best) continue;
        best = x + y;
        this.#splitX = x;
        this.#splitY = y;
      }
      return;
    }
  }
}
