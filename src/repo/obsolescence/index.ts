/** Making obsolescence markers, and saying what they did. */
export * from './evolution.js';
export * from './marker-report.js';
export * from './write-markers.js';
