import { COMPANIONS } from '../facts/facts.js';

/**
 * What only Python can say, in the same lines: versions, what PyTorch was built for, and whether each GPU computes. The two
 * matrices hold small whole numbers, so that their product is exact in every precision that a GPU may choose (TF32 too) and
 * is compared bit by bit with that of the CPU.
 */
export const PYTHON_PROBE = `import platform, sys

def put(key, value):
    print("python.%s=%s" % (key, " ".join(str(value).split())[:400]), flush=True)

def attempt(key, make):
    try:
        put(key, make())
    except Exception as error:
        put("failed." + key, "%s: %s" % (type(error).__name__, error))

free_threaded = hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled()
put("version", platform.python_version() + ("t" if free_threaded else ""))
for name in ${JSON.stringify(COMPANIONS)}:
    try:
        module = __import__(name)
        put("module." + name, getattr(module, "__version__", "unknown"))
    except ImportError as error:
        if getattr(error, "name", None) != name:
            put("failed.module." + name, "%s: %s" % (type(error).__name__, error))
    except Exception as error:
        put("failed.module." + name, "%s: %s" % (type(error).__name__, error))
try:
    import torch
except Exception as error:
    put("failed.torch", "%s: %s" % (type(error).__name__, error))
else:
    put("torch", torch.__version__)
    put("cuda", torch.version.cuda or "none")
    attempt("cudnn", lambda: torch.backends.cudnn.version() or "none")
    attempt("architectures", lambda: torch._C._cuda_getArchFlags() or "none")
    attempt("gpus", torch.cuda.device_count)
    try:
        count = torch.cuda.device_count()
    except Exception:
        count = 0
    a = (torch.arange(4096).remainder(7) - 3).float().reshape(64, 64)
    b = (torch.arange(4096).remainder(5) - 2).float().reshape(64, 64)
    for index in range(count):
        device = "cuda:%d" % index
        attempt("gpu.%d.name" % index, lambda: torch.cuda.get_device_name(device))
        attempt("gpu.%d.capability" % index, lambda: "%d.%d" % torch.cuda.get_device_capability(device))
        attempt("gpu.%d.product" % index, lambda: "same" if torch.equal((a.to(device) @ b.to(device)).cpu(), a @ b) else "different")
put("done", "yes")
`;
