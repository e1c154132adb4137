/** Python's `os.path`, as far as models use it. */
export const osPathSource = `from __native__ import unknown, is_readable
sep = '/'
def join(first, *parts):
    result = first
    for part in parts:
        if not isinstance(part, str):
            part = part.__fspath__()
        if part.startswith('/'):
            result = part
        elif not result or result.endswith('/'):
            result += part
        else:
            result += '/' + part
    return result
def basename(path): return path[path.rfind('/') + 1:]
def dirname(path):
    head = path[:path.rfind('/') + 1]
    return head.rstrip('/') if head and head != '/' * len(head) else head
def split(path): return (dirname(path), basename(path))
def splitext(path):
    name = basename(path)
    dot = name.rfind('.')
    if dot <= 0 or not name[:dot].strip('.'):
        return (path, '')
    return (path[:len(path) - len(name) + dot], name[dot:])
def normpath(path):
    parts = []
    for part in path.split('/'):
        if part in ('', '.'):
            continue
        if part == '..' and parts and parts[-1] != '..':
            parts.pop()
        elif part != '..' or not path.startswith('/'):
            parts.append(part)
    return ('/' if path.startswith('/') else '') + '/'.join(parts) or '.'
def isabs(path): return path.startswith('/')
def normcase(path): return path
def commonprefix(paths):
    if not paths:
        return ''
    low, high = min(paths), max(paths)
    for index, character in enumerate(low):
        if character != high[index]:
            return low[:index]
    return low
def abspath(path):
    # Of what is there the path stays as it is told, from the working directory: files are read by it.
    return normpath(path) if path.startswith('/') or is_readable(normpath(path)) else unknown('the current folder')
def exists(path):
    return is_readable(path if isinstance(path, str) else path.__fspath__()) or unknown(f'whether {path} is there')
isfile = exists
realpath = abspath
def expanduser(path): return unknown('the home folder') if path.startswith('~') else path
def expandvars(path): return unknown('the environment') if '$' in path else path
def relpath(path, start='.'): return unknown('the current folder')
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return lambda *args, **kwargs: unknown(f'os.path.{key} is not asked')
`;
