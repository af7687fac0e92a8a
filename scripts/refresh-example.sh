#!/usr/bin/env bash
# Rebuilds examples/quicksilver, and the bundle of it, from this project's own git history with `hg convert` (needs git and hg).
set -euo pipefail
cd "$(dirname "$0")/.."
target=examples/quicksilver
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HGRCPATH=/dev/null
# The example leaves itself out, or every refresh would carry the earlier ones.
printf 'exclude examples\n' > "$work/filemap"
git clone -q --no-local . "$work/git"
hg --config extensions.convert= convert -q --datesort --filemap "$work/filemap" "$work/git" "$work/hg"
rm -rf "$target"
hg clone -q -U --pull "$work/hg" "$target"
rm -f "$target/.hg/hgrc" "$target/.hg/store/undo"* "$target/.hg/undo"* "$target/.hg/last-message.txt" "$target/.hg/branch"
rm -rf "$target/.hg/cache" "$target/.hg/wcache" "$target/.hg/strip-backup"
hg -R "$target" verify -q
rm -f "$target.hg"
hg -R "$target" bundle -q -a -t "zstd-v2;phases=yes" "$target.hg"
du -sh "$target" "$target.hg"
