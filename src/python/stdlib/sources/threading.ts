/** Python's `threading`, as far as models use it. */
export const threadingSource = `from __native__ import unknown
class Lock:
    def acquire(self, *args, **kwargs): return True
    def release(self): pass
    def locked(self): return False
    def __enter__(self): return True
    def __exit__(self, *exc): return None
RLock = Semaphore = Condition = Lock
class local: pass
class Event(Lock):
    def set(self): pass
    def clear(self): pass
    def is_set(self): return unknown('threading.Event')
class Thread:
    def __init__(self, *args, **kwargs): pass
    def start(self): pass
    def join(self, *args): pass
def get_ident(): return unknown('a thread')
def current_thread(): return unknown('a thread')
`;
