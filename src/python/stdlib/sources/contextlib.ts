/** Python's `contextlib`, as far as models use it. */
export const contextlibSource = `class ContextDecorator:
    def _recreate_cm(self):
        return self
    def __call__(self, func):
        def inner(*args, **kwargs):
            with self._recreate_cm():
                return func(*args, **kwargs)
        return inner

class AbstractContextManager:
    def __enter__(self):
        return self
    def __exit__(self, *exc):
        return None

class _GeneratorContextManager(ContextDecorator, AbstractContextManager):
    def __init__(self, func, args, kwargs):
        self.gen = func(*args, **kwargs)
        self.func, self.args, self.kwargs = func, args, kwargs
    def _recreate_cm(self):
        return type(self)(self.func, self.args, self.kwargs)
    def __enter__(self):
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")
    def __exit__(self, typ, value, traceback):
        if typ is None:
            for _ in self.gen:
                raise RuntimeError("generator didn't stop")
            return False
        try:
            self.gen.throw(value)
        except StopIteration as stop:
            return stop is not value
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")

def contextmanager(func):
    def helper(*args, **kwargs):
        return _GeneratorContextManager(func, args, kwargs)
    helper.__name__ = getattr(func, '__name__', 'helper')
    helper.__wrapped__ = func
    return helper

class nullcontext(AbstractContextManager):
    def __init__(self, enter_result=None):
        self.enter_result = enter_result
    def __enter__(self):
        return self.enter_result

class suppress(AbstractContextManager):
    def __init__(self, *exceptions):
        self._exceptions = exceptions
    def __enter__(self):
        return None
    def __exit__(self, typ, value, traceback):
        return typ is not None and issubclass(typ, self._exceptions)

class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing
    def __enter__(self):
        return self.thing
    def __exit__(self, *exc):
        self.thing.close()

class ExitStack(AbstractContextManager):
    def __init__(self):
        self._exits = []
    def enter_context(self, manager):
        result = manager.__enter__()
        self._exits.append(manager.__exit__)
        return result
    def callback(self, func, /, *args, **kwargs):
        self._exits.append(lambda *exc: func(*args, **kwargs) and None)
        return func
    def push(self, exit):
        self._exits.append(exit)
        return exit
    def close(self):
        self.__exit__(None, None, None)
    def __exit__(self, typ, value, traceback):
        swallowed = False
        while self._exits:
            if self._exits.pop()(typ, value, traceback):
                swallowed = True
                typ = value = traceback = None
        return swallowed

class redirect_stdout(nullcontext): pass
class redirect_stderr(nullcontext): pass
`;
