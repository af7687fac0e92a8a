/** Writes a moment by a `strftime` format in the C locale, with glibc's flags and widths. */
import type { ByteString } from '../bytes/index.js';
import { type CivilTime, civilFromSeconds, daysInMonth, MONTHS, WEEKDAYS } from './calendar.js';

/** Year and number of the ISO week that a day is in. */
function isoWeek(time: CivilTime): { year: number; week: number } {
  const weekday = (time.weekday + 6) % 7;
  const week = Math.floor((time.yearDay - weekday + 10) / 7);
  if (week < 1) {
    const lastDay = 364 + (daysInMonth(time.year - 1, 2) - 28);
    const shifted = time.yearDay + lastDay + 1;
    return { year: time.year - 1, week: Math.floor((shifted - weekday + 10) / 7) };
  }
  const days = 365 + (daysInMonth(time.year, 2) - 28);
  if (week === 53 && time.yearDay - weekday + 3 >= days) return { year: time.year + 1, week: 1 };
  return { year: time.year, week };
}

/** Value of a conversion as text, with its natural padding: a pad char and width for numbers. */
type Piece = { readonly text: string; readonly pad: '0' | ' '; readonly width: number };

const text = (value: string): Piece => ({ text: value, pad: ' ', width: 0 });
const zero = (value: number, width: number): Piece => ({ text: String(value), pad: '0', width });
const blank = (value: number, width: number): Piece => ({ text: String(value), pad: ' ', width });

function convert(letter: string, time: CivilTime, seconds: number): Piece | undefined {
  const again = (format: string) => text(formatCivil(time, format, seconds));
  switch (letter) {
    case 'a':
      return text((WEEKDAYS[time.weekday] as string).slice(0, 3));
    case 'A':
      return text(WEEKDAYS[time.weekday] as string);
    case 'b':
    case 'h':
      return text((MONTHS[time.month - 1] as string).slice(0, 3));
    case 'B':
      return text(MONTHS[time.month - 1] as string);
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return zero(Math.floor(time.year / 100), 2);
    case 'd':
      return zero(time.day, 2);
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'e':
      return blank(time.day, 2);
    case 'f':
      return zero(0, 6);
    case 'F':
      return again('%Y-%m-%d');
    case 'g':
      return zero(isoWeek(time).year % 100, 2);
    case 'G':
      return zero(isoWeek(time).year, 0);
    case 'H':
      return zero(time.hour, 2);
    case 'I':
      return zero(((time.hour + 11) % 12) + 1, 2);
    case 'j':
      return zero(time.yearDay + 1, 3);
    case 'k':
      return blank(time.hour, 2);
    case 'l':
      return blank(((time.hour + 11) % 12) + 1, 2);
    case 'm':
      return zero(time.month, 2);
    case 'M':
      return zero(time.minute, 2);
    case 'n':
      return text('\n');
    case 'p':
      return text(time.hour < 12 ? 'AM' : 'PM');
    case 'P':
      return text(time.hour < 12 ? 'am' : 'pm');
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return zero(seconds, 0);
    case 'S':
      return zero(time.second, 2);
    case 't':
      return text('\t');
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'u':
      return zero(time.weekday === 0 ? 7 : time.weekday, 1);
    case 'U':
      return zero(Math.floor((time.yearDay + 7 - time.weekday) / 7), 2);
    case 'V':
      return zero(isoWeek(time).week, 2);
    case 'w':
      return zero(time.weekday, 1);
    case 'W':
      return zero(Math.floor((time.yearDay + 7 - ((time.weekday + 6) % 7)) / 7), 2);
    case 'y':
      return zero(time.year % 100, 2);
    case 'Y':
      return zero(time.year, 0);
    case 'Z':
      return text('');
    case '%':
      return text('%');
    default:
      return undefined;
  }
}

function formatCivil(time: CivilTime, format: ByteString, seconds: number): ByteString {
  let out = '';
  for (let at = 0; at < format.length; at++) {
    const char = format[at] as string;
    if (char !== '%') {
      out += char;
      continue;
    }
    const start = at++;
    let flag = '';
    let upper = false;
    let swap = false;
    for (; at < format.length && '_-0^#'.includes(format[at] as string); at++) {
      if (format[at] === '^') upper = true;
      else if (format[at] === '#') swap = true;
      else flag = format[at] as string;
    }
    let width = 0;
    for (; at < format.length && /[0-9]/.test(format[at] as string); at++)
      width = Math.min(width * 10 + Number(format[at]), 1024);
    if (format[at] === 'E' || format[at] === 'O') at++;
    const letter = format[at];
    const piece = letter === undefined ? undefined : convert(letter, time, seconds);
    if (piece === undefined) {
      out += format.slice(start, at + 1);
      continue;
    }
    let value = piece.text;
    const pad = flag === '_' ? ' ' : flag === '0' ? '0' : piece.pad;
    const least = width > 0 ? width : flag === '-' ? 0 : piece.width;
    if (flag !== '-' || width > 0) value = value.padStart(least, pad);
    if (upper || (swap && letter !== 'p' && letter !== 'Z')) value = value.toUpperCase();
    else if (swap) value = value.toLowerCase();
    out += value;
  }
  return out;
}

/** Formats a clock reading given in seconds since the epoch, as if in UTC. `%s` prints those seconds. */
export function strftime(seconds: number, format: ByteString): ByteString {
  return formatCivil(civilFromSeconds(seconds), format, Math.floor(seconds));
}
