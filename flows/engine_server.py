"""Our own engine's server, in a process that ends when the one that started it does, however that ends.

    python -m flows.engine_server SOCKET PARENT [schedules] [pages]

SOCKET is the number of an open socket that listens already: nobody else can take its port meanwhile. The engine can
start a server itself, but it answers any host, and a run that is killed would leave it behind for ever.
"""

import os
import socket
import sys
import threading
import time
from contextlib import suppress

from flows.engine_guard import guarded

EVERY = 0.5
"""Seconds between two looks at the parent."""


def main(listening: socket.socket, parent: int, *, schedules: bool = False, pages: bool = False) -> None:
    """Serve the engine's interface on this socket until the parent is gone.

    With `schedules` it also starts what is due; a single run needs none of that, and waits less without.
    """
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    os.environ |= {"PREFECT_SERVER_UI_ENABLED": str(pages), "PREFECT__SERVER_FINAL": "1"}
    if not schedules:
        os.environ["PREFECT__SERVER_EPHEMERAL"] = "1"
    import uvicorn
    from prefect.server.api.server import create_app

    authentication = os.environ["PREFECT_SERVER_API_AUTH_STRING"]
    app = guarded(create_app(), listening.getsockname()[1], authentication)
    level = "warning" if pages else "critical"
    config = uvicorn.Config(
        app, log_level=level, access_log=False, lifespan="on", timeout_graceful_shutdown=10
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _end_with(parent: int) -> None:
    """Nothing of ours is in the server that could be lost: the store is the only truth."""
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(0)


if __name__ == "__main__":
    words = sys.argv[3:]
    given = socket.socket(fileno=int(sys.argv[1]))
    main(given, int(sys.argv[2]), schedules="schedules" in words, pages="pages" in words)
