"""The hg side of the in-process rows: the installed hg's own code, called as a black box and timed inside this process.

Reads one request a line, [name, arguments...] in JSON; answers {"ms": milliseconds per operation (CPU time, wall time for short ones), "digest": of the
result or null}. For heads and lookups every index is made anew from bytes in memory: cold, but without reading the file.
"""
import hashlib
import json
import sys
import time

from mercurial import hg, policy, ui

parsers = policy.importmod('parsers')
clock = time.process_time
# For work of microseconds, as on the other side.
wall = time.perf_counter


def middle(times):
    times.sort()
    return times[len(times) // 2] * 1000


def digest(values):
    return hashlib.sha1(','.join(map(str, sorted(values))).encode()).hexdigest()


def sample(length, count):
    return [(i * 7919 + 13) % length for i in range(count)]


repository = None


def logs(path):
    global repository
    if repository is None:
        repository = hg.repository(ui.ui.load(), path.encode()).unfiltered()
    changelog = repository.changelog
    manifest = repository.manifestlog.getstorage(b'')._revlog
    return manifest, getattr(changelog, '_revlog', changelog)


def texts(path, kind, clear):
    log = logs(path)[0 if kind == 'manifest' else 1]
    total = 0
    length = 0
    revs = sample(len(log), 300)
    with log.reading():
        for rev in revs:
            if clear:
                log.clearcaches()
            start = clock()
            text = log.revision(rev)
            total += clock() - start
            length += len(text)
    return total * 1000 / len(revs), str(length)


def entries(path):
    logs(path)
    changelog = repository.changelog
    length = 0
    start = clock()
    with changelog.reading():
        for rev in reversed(range(len(changelog))):
            entry = changelog.changelogrevision(rev)
            length += len(entry.user) + len(entry.description) + len(entry.extra.get(b'branch'))
    return (clock() - start) * 1000, str(length)


data = b''
data_path = None


def fresh(path):
    global data, data_path
    if data_path != path:
        with open(path, 'rb') as handle:
            data = handle.read()
        data_path = path
    index = parsers.parse_index2(data, False)[0]
    len(index)
    return index


kept = {}


def opened(path):
    if path not in kept:
        kept[path] = fresh(path)
    return kept[path]


def timed(path, work, repeat=3, prepare=fresh, clock=clock):
    times = []
    for _ in range(repeat):
        index = prepare(path)
        start = clock()
        result = work(index)
        times.append(clock() - start)
    return middle(times), result


def heads(path):
    ms, result = timed(path, lambda index: index.headrevs())
    return ms, digest(result)


def headsfile(path):
    def work(_):
        with open(path, 'rb') as handle:
            return parsers.parse_index2(handle.read(), False)[0].headrevs()

    ms, result = timed(path, work, prepare=lambda path: None)
    return ms, digest(result)


def common(path, revs):
    ms, result = timed(path, lambda index: index.commonancestorsheads(*revs), 15, opened, wall)
    return ms, digest(result)


def roots(path, low, tops, starts):
    ms, result = timed(path, lambda index: index.reachableroots2(low, tops, starts, True), prepare=opened)
    return ms, digest(result)


def phases(path, root):
    def work(index):
        return index.computephasesmapsets({1: {index[root][7]}, 2: set(), 32: set(), 96: set()})

    ms, result = timed(path, work, prepare=opened)
    return ms, digest(result[1][1])


def lookups(path, nodes):
    times = []
    found = []
    for node in nodes:
        index = fresh(path)
        key = bytes.fromhex(node)
        start = clock()
        found.append(index.rev(key))
        times.append(clock() - start)
    return middle(times), digest(found)


calls = dict(
    texts=texts, entries=entries, heads=heads, headsfile=headsfile, common=common, roots=roots, phases=phases, lookups=lookups
)
for line in sys.stdin:
    name, *arguments = json.loads(line)
    ms, result = calls[name](*arguments)
    print(json.dumps({'ms': ms, 'digest': result}), flush=True)
