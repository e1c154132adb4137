/** Python's `warnings`, as far as models use it. */
export const warningsSource = `def warn(*args, **kwargs): pass
def warn_explicit(*args, **kwargs): pass
def filterwarnings(*args, **kwargs): pass
def simplefilter(*args, **kwargs): pass
def resetwarnings(): pass
def showwarning(*args, **kwargs): pass
def formatwarning(message, *args, **kwargs): return str(message)
class catch_warnings:
    def __init__(self, *args, **kwargs): pass
    def __enter__(self): return []
    def __exit__(self, *exc): return None
class deprecated:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, function): return function
`;
