/** What a function is: it compiles its arguments into a closure. */
import { ParseError } from '../../errors/index.js';
import type { Argument, Compiler } from '../compiler.js';
import type { Expression } from '../values/index.js';

export interface FunctionDefinition {
  /** Given: arguments may be named. `*` takes the rest, `**` any names. */
  readonly parameters?: readonly string[] | undefined;
  compile(args: readonly (Argument | undefined)[], compiler: Compiler): Expression;
}

type Compile = (args: readonly Argument[], compiler: Compiler) => Expression;

/** A function with a fixed range of positional arguments; `message` is the complaint about any other number. */
export function positional(
  least: number,
  most: number,
  message: string,
  compile: Compile,
): FunctionDefinition {
  return {
    parameters: undefined,
    compile(args, compiler) {
      if (args.length < least || args.length > most) throw new ParseError(message);
      return compile(args as readonly Argument[], compiler);
    },
  };
}
