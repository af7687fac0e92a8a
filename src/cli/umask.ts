/** The permission bits that the process does not give to new files. */
export function umask(): number {
  return process.umask();
}
