/** Reads a text by a `strptime` format, with the strictness and the slack of Python's (C locale). */
import { daysInMonth, MONTHS, WEEKDAYS } from './calendar.js';

export interface ParsedTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const FIELD: Readonly<Record<string, string>> = {
  a: `(${WEEKDAYS.map((name) => name.slice(0, 3)).join('|')})`,
  b: `(${MONTHS.map((name) => name.slice(0, 3)).join('|')})`,
  d: '(3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])',
  H: '(2[0-3]|[0-1]\\d|\\d)',
  I: '(1[0-2]|0[1-9]|[1-9])',
  M: '([0-5]\\d|\\d)',
  m: '(1[0-2]|0[1-9]|[1-9])',
  p: '(am|pm)',
  S: '(6[0-1]|[0-5]\\d|\\d)',
  Y: '(\\d\\d\\d\\d)',
  y: '(\\d\\d)',
};

interface CompiledFormat {
  readonly expression: RegExp;
  readonly fields: readonly string[];
}

const compiled = new Map<string, CompiledFormat>();

function compile(format: string): CompiledFormat {
  const known = compiled.get(format);
  if (known !== undefined) return known;
  const fields: string[] = [];
  let source = '';
  for (let at = 0; at < format.length; at++) {
    const char = format[at] as string;
    if (char === '%') {
      const letter = format[++at] as string;
      fields.push(letter);
      source += FIELD[letter];
    } else if (char === ' ') source += '\\s+';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }
  const made = { expression: new RegExp(source, 'iy'), fields };
  compiled.set(format, made);
  return made;
}

/**
 * The fields of `text`, or undefined when it does not follow `format` or names a day that does not exist. Formats come
 * from the tables of this folder: every one has a year, a month and a day. Knows %a %b %d %H %I %M %m %p %S %Y %y.
 */
export function strptime(text: string, format: string): ParsedTime | undefined {
  const { expression, fields } = compile(format);
  expression.lastIndex = 0;
  const match = expression.exec(text);
  if (match === null || match[0].length !== text.length) return undefined;
  const time = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  let afternoon: boolean | undefined;
  let twelveHours = false;
  for (let i = 0; i < fields.length; i++) {
    const value = match[i + 1] as string;
    switch (fields[i]) {
      case 'b': {
        const lower = value.toLowerCase();
        time.month = MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === lower) + 1;
        break;
      }
      case 'd':
        time.day = Number(value);
        break;
      case 'H':
        time.hour = Number(value);
        break;
      case 'I':
        time.hour = Number(value);
        twelveHours = true;
        break;
      case 'M':
        time.minute = Number(value);
        break;
      case 'm':
        time.month = Number(value);
        break;
      case 'p':
        afternoon = value.toLowerCase() === 'pm';
        break;
      case 'S':
        time.second = Number(value);
        break;
      case 'Y':
        time.year = Number(value);
        break;
      case 'y':
        time.year = Number(value) + (Number(value) <= 68 ? 2000 : 1900);
        break;
    }
  }
  if (twelveHours) time.hour = (time.hour % 12) + (afternoon ? 12 : 0);
  if (time.year < 1 || time.day > daysInMonth(time.year, time.month)) return undefined;
  return time;
}
