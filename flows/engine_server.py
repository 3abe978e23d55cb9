"""The embedded engine's server, in a process that ends when the one that started it does, however that ends.

    python -m flows.engine_server PORT PARENT [schedules]

The engine can start such a server itself, but a run that is killed would leave it behind for ever.
"""

import os
import sys
import threading
import time

EVERY = 0.5
"""Seconds between two looks at the parent."""


def main(port: int, parent: int, *, schedules: bool = False) -> None:
    """Serve the engine's interface on this port of the loopback until the parent is gone.

    With `schedules` it also starts what is due; a single run needs none of that, and waits less without.
    """
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    os.environ |= {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_FINAL": "1"}
    if not schedules:
        os.environ["PREFECT__SERVER_EPHEMERAL"] = "1"
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="critical",
        lifespan="on",
    )


def _end_with(parent: int) -> None:
    """Nothing of ours is in the server that could be lost: the store is the only truth."""
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), schedules="schedules" in sys.argv[3:])
