"""What a browser and a driver do with sockets and files, inside the sandbox."""

import json
import socket


def refusal_of_socket(request: bytes) -> bytes:
    """What the kernel says to a socket of this family and kind."""
    family, kind = json.loads(request)
    try:
        socket.socket(family, kind).close()
    except OSError as error:
        return type(error).__name__.encode()
    return b"ESCAPED"


def refusal_of_file(request: bytes) -> bytes:
    """What the kernel says to whoever opens a file."""
    try:
        with open(request.decode(), "rb"):  # noqa: PTH123 - what is tried is the call itself
            return b"ESCAPED"
    except OSError as error:
        return type(error).__name__.encode()


def own_unix_socket(request: bytes) -> bytes:
    """Send a byte through a socket of its own."""
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as speaker:
        listener.bind("own")
        listener.listen()
        speaker.connect("own")
        speaker.send(request)
        heard, _ = listener.accept()
        with heard:
            return heard.recv(1)
