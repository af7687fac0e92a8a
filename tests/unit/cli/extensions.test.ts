import { expect, it } from 'vitest';
import { unknownExtensions } from '../../../src/cli/extensions.js';
import { Config } from '../../../src/config/index.js';

it('names of extensions that hg has, or once had, are known', () => {
  const config = new Config();
  for (const name of [
    'shelve',
    'hgext.hbisect',
    'hgext/rebase',
    'inotify',
    'foreign',
    'other',
    'strip:required',
  ])
    config.set('extensions', name, '', 'f:1');
  config.set('extensions', 'off', '! /path', 'f:2');
  expect(unknownExtensions(config)).toEqual(['foreign', 'other']);
});
