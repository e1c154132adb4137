/** Python's `logging`, as far as models use it. */
export const loggingSource = `NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL = 0, 10, 20, 30, 40, 50
WARN, FATAL = WARNING, CRITICAL
class Logger:
    handlers = []
    propagate = True
    level = 0
    def __init__(self, name='root', level=0):
        self.name = name
        self.handlers = []
    def isEnabledFor(self, level): return level >= WARNING
    def getEffectiveLevel(self): return WARNING
    def hasHandlers(self): return False
    def getChild(self, suffix): return Logger(self.name + '.' + suffix)
    def info(self, *args, **kwargs): return None
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return _nothing
def _nothing(*args, **kwargs): return None
_loggers = {}
def getLogger(name=None):
    if name not in _loggers:
        _loggers[name] = Logger(name or 'root')
    return _loggers[name]
class Handler:
    def __init__(self, *args, **kwargs): pass
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return _nothing
StreamHandler = FileHandler = NullHandler = Formatter = Filter = LoggerAdapter = Handler
class LogRecord: pass
def info(msg, *args, **kwargs): return None
basicConfig = debug = warning = warn = error = critical = exception = log = _nothing
captureWarnings = disable = addLevelName = setLoggerClass = shutdown = _nothing
root = getLogger()
def getLevelName(level):
    return {10: 'DEBUG', 20: 'INFO', 30: 'WARNING', 40: 'ERROR', 50: 'CRITICAL'}.get(level, f'Level {level}')
`;
