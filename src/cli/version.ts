/** The program's version: the one of package.json, put in by the build. */
declare const QS_VERSION: string | undefined;

export const VERSION: string = typeof QS_VERSION === 'string' ? QS_VERSION : 'development';
