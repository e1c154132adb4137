"""Makes a snapshot of GPU memory as torch.cuda.memory._dump_snapshot() writes it (synthetic: made without torch or a GPU, by
the structure that its documentation and C++ source give), and says what is true of it: the pickle on stdout, the truth as
JSON on stderr. Arguments: seed, entries, entries that the ring keeps, protocol of the pickle."""
import json
import pickle
import random
import sys

seed, count, kept, protocol = map(int, sys.argv[1:5])
chance = random.Random(seed)
ROUND, SEGMENT = 512, 2 * 2**20

FRAMES = [
    [
        {'filename': 'CUDACachingAllocator.cpp', 'line': 0, 'name': 'c10::cuda::malloc'},
        {'filename': '/env/lib/python3.11/site-packages/torch/nn/modules/linear.py', 'line': 125, 'name': 'forward'},
        {'filename': '/home/one/train.py', 'line': line, 'name': name},
        {'filename': '/home/one/train.py', 'line': 99, 'name': 'main'},
    ]
    for line, name in ((12, 'attention'), (20, 'mlp'), (31, 'loss'))
] + [[]]

trace, live, waiting, segments, clock, address = [], {}, {}, {}, 1_700_000_000_000_000, 0x7f0000000000
allocated = reserved = 0
states = []


def note(action, addr, size, frames=FRAMES[3], **more):
    global clock
    clock += chance.randrange(1, 50)
    trace.append({'action': action, 'addr': addr, 'size': size, 'stream': 0, 'time_us': clock,
                  'frames': frames, **more})
    states.append((allocated, reserved))


for _ in range(count):
    what = chance.random()
    if what < 0.55 or not live:
        asked = chance.choice([100, 3000, 70_000, 900_000])
        size = -(-asked // ROUND) * ROUND
        room = -(-size // SEGMENT) * SEGMENT
        address += room
        segments[address] = {'total': room, 'size': size, 'asked': asked, 'state': 'active_allocated'}
        reserved += room
        note('segment_alloc', address, room)
        frames = chance.choice(FRAMES)
        live[address] = (asked, frames)
        allocated += asked
        note('alloc', address, asked, frames)
    elif what < 0.9:
        freed = chance.choice(list(live))
        asked, frames = live.pop(freed)
        allocated -= asked
        note('free_requested', freed, asked, frames)
        if chance.random() < 0.8:
            segments[freed]['state'] = 'inactive'
            note('free_completed', freed, asked, frames)
        else:
            segments[freed]['state'] = 'active_pending_free'
    elif what < 0.97:
        empty = [addr for addr, segment in segments.items() if segment['state'] == 'inactive']
        if empty:
            gone = chance.choice(empty)
            reserved -= segments[gone]['total']
            note('segment_free', gone, segments.pop(gone)['total'])
    else:
        trace.append({'action': 'oom', 'device_free': 12345, 'size': 5_000_000, 'stream': 0, 'time_us': clock,
                      'frames': FRAMES[1]})
        states.append((allocated, reserved))


def blocks(addr, segment):
    used = {'size': segment['size'], 'requested_size': segment['asked'], 'address': addr, 'state': segment['state'],
            'frames': []}
    rest = segment['total'] - segment['size']
    return [used] + ([{'size': rest, 'requested_size': 0, 'address': addr + segment['size'], 'state': 'inactive',
                       'frames': []}] if rest else [])


listed = [{'device': 0, 'address': addr, 'total_size': segment['total'], 'allocated_size':
           segment['size'] if segment['state'] == 'active_allocated' else 0, 'active_size': segment['size'], 'stream': 0,
           'segment_type': 'large', 'segment_pool_id': (0, 0), 'is_expandable': False, 'frames': [],
           'blocks': blocks(addr, segment)} for addr, segment in segments.items()]
start = max(0, len(trace) - kept)
peak = max(range(start, len(states)), key=lambda index: (states[index][0], -index), default=None)
before = states[start - 1] if start else (0, 0)
if peak is None or states[peak][0] <= before[0]:
    peak = start - 1
best = states[peak] if peak >= 0 else before
held = {}
for index, entry in enumerate(trace[:peak + 1]):
    if entry['action'] == 'alloc':
        held[entry['addr']] = (entry, index)
    elif entry['action'] == 'free_requested':
        del held[entry['addr']]
lines = {}
for entry, index in held.values():
    key = (str(entry['frames'][2]['line']) if entry['frames'] else '?') if index >= start else 'before'
    lines[key] = lines.get(key, 0) + entry['size']
free = [block['size'] for segment in listed for block in segment['blocks'] if block['state'] == 'inactive']
truth = {
    'peak': best[0],
    'reserved': max([before[1]] + [state[1] for state in states[start:]]),
    'lines': lines,
    'failed': sum(entry['action'] == 'oom' for entry in trace[start:]),
    'free': sum(free),
    'largest': max(free, default=0),
    'held': sum(segment['total_size'] for segment in listed),
}
snapshot = {'segments': listed, 'device_traces': [trace[start:], []],
            'allocator_settings': {'PYTORCH_CUDA_ALLOC_CONF': '', 'expandable_segments': False}}
sys.stdout.buffer.write(pickle.dumps(snapshot, protocol=protocol))
print(json.dumps(truth), file=sys.stderr)
