"""Starts a thread that stays, in a process that is about to be forked."""

import threading
import time


def start() -> None:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
