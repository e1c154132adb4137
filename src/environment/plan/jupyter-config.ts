/**
 * Jupyter's settings, in the image. Its usual log of requests holds the whole address, and so the token of whoever opens
 * `/?token=…` (measured with notebook 6.4.12); this one writes the path only.
 */
export const JUPYTER_CONFIG = `# Written by torchdock.
import logging


def log_path_only(handler):
    """A line for each request that failed, without its query: a token in an address must not reach the log."""
    status = handler.get_status()
    if status < 400:
        return
    request = handler.request
    log = logging.getLogger("tornado.access")
    log.warning("%d %s %s (%s)", status, request.method, request.path, request.remote_ip)


# notebook 6; and jupyter_server, on which JupyterLab and notebook 7 stand.
for app in (c.NotebookApp, c.ServerApp):
    app.tornado_settings = {"log_function": log_path_only}
    app.open_browser = False
`;
