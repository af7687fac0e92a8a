import { describe, expect, it } from 'vitest';
import { jsonEscape } from '../../../src/template/text/json.js';

describe('bytes that are no text in JSON', () => {
  // As hg's own escaping says.
  it.each([
    ['x\xff\xed\xa5\xaay', 'x\xed\xb3\xbf\xed\xa5\xaay', 'x\\udcff\\ud96ay'],
    ['\xed\xb2\x80', '\xed\xb3\xad\xed\xb2\xb2\xed\xb2\x80', '\\udced\\udcb2\\udc80'],
    ['\xed\xb3\xbf', '\xed\xb3\xad\xed\xb2\xb3\xed\xb2\xbf', '\\udced\\udcb3\\udcbf'],
    ['\xed\xb4\x80', '\xed\xb4\x80', '\\udd00'],
    ['\xed\xaf\xbf', '\xed\xaf\xbf', '\\udbff'],
    ['\xed\xa0\x80', '\xed\xa0\x80', '\\ud800'],
    ['\xed\xb0\x7f', '\xed\xb3\xad\xed\xb2\xb0\\u007f', '\\udced\\udcb0\\u007f'],
    ['\xe2\x82\xac', '\xe2\x82\xac', '\\u20ac'],
  ])('%j', (text, plain, paranoid) => {
    expect(jsonEscape(text)).toBe(plain);
    expect(jsonEscape(text, true)).toBe(paranoid);
  });
});
