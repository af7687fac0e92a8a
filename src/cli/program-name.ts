/** The name the program goes by in messages: `hg` when it was started as `hg`, otherwise `qs`. */
let name = 'qs';

export function programName(): string {
  return name;
}

/** Called once at start, with the path the program was started by. */
export function setProgramName(path: string): void {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '');
  name = base === 'hg' ? 'hg' : 'qs';
}
