"""Reads the scalars of event files a second time, with struct alone: {file: {tag: [[step, wall_time, value], ...]}}."""
import json
import struct
import sys


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return (value - 2**64 if value >= 2**63 else value), at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = varint(data, at)
        else:
            if wire == 2:
                size, at = varint(data, at)
            else:
                size = {1: 8, 5: 4}[wire]
            value, at = data[at:at + size], at + size
        yield key >> 3, value


def scalar(value):
    found = None
    for number, data in fields(value):
        if number == 2:
            found = struct.unpack('<f', data)[0]
        if number == 8:
            tensor = dict(fields(data))
            if tensor.get(1) == 1:
                found = struct.unpack('<f', tensor.get(5) or tensor[4])[0]
    return found


def read(path):
    data = open(path, 'rb').read()
    tags, at = {}, 0
    while at < len(data):
        size, = struct.unpack_from('<Q', data, at)
        event = list(fields(data[at + 12:at + 12 + size]))
        at += 16 + size
        wall = next(struct.unpack('<d', value)[0] for number, value in event if number == 1)
        step = next((value for number, value in event if number == 2), 0)
        for number, summary in event:
            for _, value in fields(summary) if number == 5 else ():
                tag = next(text.decode() for number, text in fields(value) if number == 1)
                found = scalar(value)
                if found is not None:
                    tags.setdefault(tag, []).append([step, wall, found])
    return tags


print(json.dumps({path: read(path) for path in sys.argv[1:]}))
