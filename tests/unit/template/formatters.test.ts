import { describe, expect, it } from 'vitest';
import { Config } from '../../../src/config/index.js';
import { createFormatter, type Formatter, resolveTemplate } from '../../../src/template/index.js';

const noPlain = (): Formatter => {
  throw new Error('not plain');
};

function output(template: string, fill: (formatter: Formatter) => void, config = new Config()): string {
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const spec = resolveTemplate(template, { config, readFile: () => undefined, write });
  const resources = {
    config,
    repo: undefined,
    clock: { now: () => 0, timeZoneOffset: () => 0 },
    verbosity: '' as const,
    terminalWidth: () => 80,
  };
  const formatter = createFormatter(spec, 'things', resources, write, noPlain);
  fill(formatter);
  formatter.end();
  return out;
}

function twoItems(formatter: Formatter): void {
  formatter.startItem();
  formatter.write('name rev', '%s %d\n', 'a', 1);
  formatter.data({ open: true, none: null });
  formatter.startItem();
  formatter.conditionalWrite(false, 'name', '%s\n', 'b"\n\xff');
}

describe('formatters', () => {
  it('writes JSON with sorted names', () => {
    expect(output('json', twoItems)).toBe(
      '[\n {\n  "name": "a",\n  "none": null,\n  "open": true,\n  "rev": 1\n },\n {\n  "name": "b\\"\\n\xed\xb3\xbf"\n }\n]\n',
    );
    expect(output('json', () => undefined)).toBe('[\n]\n');
  });

  it('writes CBOR and the debug notation', () => {
    expect(output('cbor', () => undefined)).toBe('\x9f\xff');
    expect(output('debug', twoItems)).toContain(
      "    {\n        'name': 'a',\n        'none': None,\n        'open': True,",
    );
  });

  it('renders templates with parts and nested lists', () => {
    expect(output('{name}:{if(open, "y", "n")}\\n', twoItems)).toBe('a:y\nb"\n\xff:n\n');
    const nested = output('{path}:{lines % " {n}{index}"}\\n', (formatter) => {
      formatter.startItem();
      formatter.write('path', '', 'p');
      const lines = formatter.nested('lines');
      for (const n of [7, 8]) {
        lines.startItem();
        lines.write('n', '', n);
      }
      lines.end();
    });
    expect(nested).toBe('p: 70 81\n');
    const config = new Config();
    for (const [name, value] of [
      ['my', '{name}'],
      ['my:docheader', '<'],
      ['my:separator', ','],
      ['my:docfooter', '>'],
    ] as const)
      config.set('templates', name, value, 'test');
    expect(output('my', twoItems, config)).toBe('<a,b"\n\xff>');
  });

  it('knows which fields a template needs', () => {
    output('{name}', (formatter) => {
      expect(formatter.needs('name')).toBe(true);
      expect(formatter.needs('size')).toBe(false);
    });
  });

  it('evaluates functions and filters without a repository', () => {
    const evaluate = (template: string) => output(template, (formatter) => formatter.startItem());
    expect(evaluate('{pad("x", 3, "-")}{sub("b*", "-", "abbxb")}{fill("a b", 1)}')).toBe('x---a--x--a\nb');
    expect(evaluate('{dict(a=1)|json}{mod(-7, 2)} {-7 / 2}')).toBe('{"a": 1}1 -4');
    expect(evaluate('{"J\xc3\xb6 <j@x.org>"|person} {"a&b"|escape}')).toBe('J\xc3\xb6 a&amp;b');
    expect(() => evaluate('{nosuch(1)}')).toThrow("unknown function 'nosuch'");
    expect(() => evaluate('{1/0}')).toThrow('division by zero is not defined');
  });
});
