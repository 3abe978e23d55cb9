"""`verify serve`: the library on this machine's own address, until it is stopped."""

import logging
import secrets
import socket
import sys
import threading

from claims.errors import UsageError, VerifyError
from flows.library.index import LibraryIndex
from flows.store import Store

HOST = "127.0.0.1"


def serve(store: Store, port: int) -> int:
    """Print the address with its key, and answer until ctrl-c; raises UsageError where the port is taken."""
    import uvicorn

    from flows.library.app import build_app
    from flows.library.bounded_protocol import BoundedProtocol, most_connections

    key = secrets.token_urlsafe(24)
    index = LibraryIndex(store)
    listening = _listening(port)
    app = build_app(store, index, key, listening.getsockname()[1])
    at = f"http://{HOST}:{listening.getsockname()[1]}/"
    sys.stderr.write(f"The library is at {at}?key={key}\n")
    sys.stderr.write(
        "Whoever opens that address may correct and dismiss; without the key one may read. Stop: ctrl-c.\n"
    )
    sys.stderr.flush()
    threading.Thread(target=_index_all, args=(index,), daemon=True).start()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # who floods us with connections fills no log
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        log_level="critical",
        access_log=False,
        server_header=False,
        lifespan="off",
        backlog=most_connections() // 2,  # as many are accepted at once
        proxy_headers=False,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)  # who opens the address before the server is up waits for it
    except OSError as error:
        listener.close()
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror}.", "Choose another with --port."
        ) from None
    return listener


def _index_all(index: LibraryIndex) -> None:
    """Put up what finished before, a few runs at a time, while pages are served."""
    try:
        while index.catch_up(20):
            pass
        index.repeated_figures()  # so that nobody waits for it
    except VerifyError as error:
        sys.stderr.write(f"verify: {error}\n")
