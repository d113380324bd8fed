"""The production server's settings, read by plain `gunicorn wsgi:app`."""

import gc
import os
import pathlib
import resource
import runpy

_HERE = pathlib.Path(__file__).parent

# By default reached through a proxy on the same machine, or not at all from outside.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
backlog = 4096  # everybody's phone comes back at once after a restart

# One process: the live hub, the bus and the write lock are within it. Streams hold no thread. For more processes
# see docs/operations.md.
workers = 1
threads = 12
# Loaded by its path. Its import as webapp.core.live.worker would bring the whole application into the master,
# whose workers would then run the old code after a HUP.
worker_class = runpy.run_path(str(_HERE / "webapp" / "core" / "live" / "worker.py"))["Worker"]
preload_app = False
worker_connections = 4000  # connections kept open between requests, streams not among them
keepalive = 15  # seconds; a door's next scan and a phone's next page find the connection open

timeout = 30  # the accepting loop has stood still for so long: replace the process
graceful_timeout = 10  # seconds for the requests that are being answered when it stops

# A worker shows that it lives by touching a file; on a disk that is busy that can stall.
if os.path.isdir("/dev/shm"):  # noqa: S108 (gunicorn makes its file there safely)
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# Its path is one per user, so two installations of one user would meet there.
control_socket_disable = True

# The application itself knows how many proxies to trust; gunicorn trusts none.
forwarded_allow_ips = ""

accesslog = None  # addresses of people

# Each stream is an open file, and the usual limit of 1,024 is far below what the system allows.
_, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))


def post_worker_init(worker):
    """Once the application is loaded it stays as it is, and mail and other jobs begin beside the requests."""
    # The collector would go through modules, templates and mappers again and again and find nothing to free there:
    # a third of the CPU of a page. Requests leave few circles behind; those are looked for less often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 100)
    beside_requests = getattr(worker.wsgi, "extensions", {}).get("beside_requests")
    if beside_requests:
        beside_requests()
