/** {@link RevlogTexts} on WebAssembly (wasm/revlog-text.ts), instantiated when first used. */
import type { RevlogTexts } from '../platform/index.js';
import type { WasmMemory } from './web-assembly.js';
import { instantiateRevlogText } from './zstd-decoder.js';

interface Exports {
  readonly memory: WasmMemory;
  readonly NODE: { readonly value: number };
  readonly FILE: { readonly value: number };
  readonly MOST_FILE: { readonly value: number };
  find(length: number): number;
  findOther(length: number): number;
  textLength(): number;
  hasParent(): number;
  dataOffset(): number;
  dataLength(): number;
  dataAddress(): number;
  build(): number;
}

/** As much as most files need: every growth makes another buffer. */
const FIRST_PAGES = 32;

class WasmRevlogTexts implements RevlogTexts {
  readonly fileStart: number;
  readonly fileRoom: number;
  textStart = 0;
  readonly #exports: Exports;
  readonly #node: number;
  memory: Uint8Array;
  /** The memory as well. */
  #buffer: Buffer;

  constructor() {
    const exports = instantiateRevlogText() as unknown as Exports;
    exports.memory.grow(FIRST_PAGES);
    this.#exports = exports;
    this.fileStart = exports.FILE.value;
    this.fileRoom = exports.MOST_FILE.value;
    this.#node = exports.NODE.value;
    this.#buffer = Buffer.from(exports.memory.buffer);
    this.memory = new Uint8Array(exports.memory.buffer);
  }

  get textLength(): number {
    return this.#exports.textLength();
  }

  get hasParent(): boolean {
    return this.#exports.hasParent() !== 0;
  }

  get dataLength(): number {
    return this.#exports.dataLength();
  }

  get dataOffset(): number {
    return this.#exports.dataOffset();
  }

  get dataStart(): number {
    return this.#exports.dataAddress();
  }

  find(length: number, node: string): boolean {
    return this.#look(this.#exports.find, length, node);
  }

  findOther(length: number, node: string): boolean {
    return this.#look(this.#exports.findOther, length, node);
  }

  #look(find: Exports['find'], length: number, node: string): boolean {
    const { memory } = this.#exports;
    this.#buffer.write(node, this.#node, 'hex');
    this.textStart = find(length);
    if (this.#buffer.buffer !== memory.buffer) {
      this.#buffer = Buffer.from(memory.buffer);
      this.memory = new Uint8Array(memory.buffer);
    }
    return this.textStart !== 0;
  }

  build(): boolean {
    this.textStart = this.#exports.build();
    return this.textStart !== 0;
  }
}

/** @returns what gives the same one each time. */
export function createRevlogTexts(): () => RevlogTexts {
  let texts: RevlogTexts | undefined;
  return () => (texts ??= new WasmRevlogTexts());
}
