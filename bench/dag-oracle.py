"""Times the graph functions of the installed hg on an index file: one JSON object per line on standard output.

Arguments: index file, then a JSON list of [name, arguments]; runs each several times, cold where caches exist.
"""
import hashlib
import json
import sys
import time

import mercurial.policy

parsers = mercurial.policy.importmod('parsers')
with open(sys.argv[1], 'rb') as handle:
    data = handle.read()


def fresh():
    return parsers.parse_index2(data, False)[0]


def digest(revs):
    return hashlib.sha1(','.join(map(str, revs)).encode()).hexdigest()


def heads(index):
    return sorted(index.headrevs())


def common(index, *revs):
    return sorted(index.commonancestorsheads(*revs))


def roots(index, low, tops, starts, path):
    return sorted(index.reachableroots2(low, tops, starts, path))


def phases(index, root):
    count, sets = index.computephasesmapsets({1: {index[root][7]}, 2: set(), 32: set(), 96: set()})
    return [count, len(sets[0]) if isinstance(sets, list) else len(sets.get(1, ()))]


for name, args in json.loads(sys.argv[2]):
    times = []
    for _ in range(int(sys.argv[3])):
        index = fresh()
        if name != 'heads':
            len(index)
        if name == 'phases':
            index[args[0]]
        start = time.process_time()
        if name == 'heads':
            result = index.headrevs()
        elif name == 'common':
            result = index.commonancestorsheads(*args)
        elif name == 'roots':
            result = index.reachableroots2(*args)
        else:
            result = index.computephasesmapsets({1: {index[args[0]][7]}, 2: set(), 32: set(), 96: set()})
        times.append((time.process_time() - start) * 1000)
        if name == 'phases':
            result = sorted(result[1][1])
    times.sort()
    print(json.dumps({'ms': times[len(times) // 2], 'digest': digest(sorted(result))}), flush=True)
