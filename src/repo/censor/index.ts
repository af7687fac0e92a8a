/** Taking contents out of the history. */
export { type CensorOptions, censorFile } from './censor-file.js';
