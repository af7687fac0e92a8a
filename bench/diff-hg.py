"""Dumps pairs of consecutive texts of a repository, and times hg's C and Python code on them as black boxes.

usage: diff-hg.py REPOSITORY FILES OUTPUT; prints one JSON line of microseconds per pair.
Frames of OUTPUT: kind (b'm' manifest, b's' source), then twice a 32-bit little-endian length and the text.
"""
import json
import random
import struct
import sys
import time

from mercurial import hg, mdiff, ui
from mercurial.cext import bdiff

repo = hg.repository(ui.ui.load(), sys.argv[1].encode())
names = sorted(repo[b'tip'].manifest())
random.Random(1).shuffle(names)
pairs = {'m': [], 's': []}
for name in names[: int(sys.argv[2])]:
    log = repo.file(name)
    texts = [log.read(log.node(rev)) for rev in range(max(0, len(log) - 40), len(log))]
    pairs['s'] += [(a, b) for a, b in zip(texts, texts[1:]) if b'\0' not in a + b]
log = repo.manifestlog.getstorage(b'')
texts = [bytes(log.revision(log.node(rev))) for rev in range(max(0, len(log) - 200), len(log))]
pairs['m'] = list(zip(texts, texts[1:]))

with open(sys.argv[3], 'wb') as out:
    for kind, list_ in pairs.items():
        for a, b in list_:
            out.write(kind.encode() + struct.pack('<I', len(a)) + a + struct.pack('<I', len(b)) + b)


def clock(work, list_):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for a, b in list_:
            work(a, b)
        times.append((time.perf_counter() - start) * 1e6 / len(list_))
    return sorted(times)[2]


def unified(a, b):
    _, hunks = mdiff.unidiff(a, b'', b, b'', b'f', b'f', binary=False, opts=mdiff.defaultopts)
    b''.join(b''.join(lines) for _, lines in hunks)


result = {}
for kind, list_ in pairs.items():
    result[kind] = {'blocks': clock(bdiff.blocks, list_), 'unified': clock(unified, list_)}
print(json.dumps(result))
