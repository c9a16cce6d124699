"""What each worker of ``deliberate serve`` loads."""

import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from threading import Thread

from flask import Flask

from deliberate.jobs.consumer import start_consumer
from deliberate.serving import bodies
from deliberate.serving.logs import write_json_lines
from deliberate.standalone import create_app

#: Requests one worker answers at once; the database's pool has a connection for each.
THREADS = 8

#: Threads that slow bodies cannot take.
SPARE = 2

#: New objects after which the youngest are looked through for garbage, and after how many such looks the older ones
#: are. A post makes thousands that go by themselves; with Python's 700, looking took a twelfth of its time.
GARBAGE_AFTER = (50_000, 20, 50)

_PR_SET_PDEATHSIG = 1

#: What signals are written to has to stay open.
_told: list[socket.socket] = []


def load() -> Flask:
    """The site in this process, writing its log lines as JSON, and gone when the process that started it is.

    The first worker of a folder runs the jobs too. What it is at when it ends is done again once its lease is over.
    """
    die_with(os.getppid())
    write_json_lines()
    app = create_app()
    bodies.install(app, THREADS - SPARE)
    start_consumer(app)
    when_told_to_stop(app.extensions["deliberate"].streams.close)
    look_for_less_garbage()
    return app


def look_for_less_garbage() -> None:
    """Leave out for good what there is by now, all of which stays, and look at what is new less often."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(*GARBAGE_AFTER)


def when_told_to_stop(end: Callable[[], None]) -> None:
    """Call this once the process is told to stop, whatever the server does on it, which it may only set up later.

    Python writes the number of each signal that it handles to a socket, whoever handles it.
    """
    hears, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        while (number := hears.recv(1)) and number[0] not in {signal.SIGTERM, signal.SIGINT}:
            pass
        end()

    _told.append(told)
    Thread(target=listen, name="end", daemon=True).start()


def die_with(parent: int) -> None:
    """Have the kernel end this process with its parent, where it can.

    A worker that outlives a killed parent would keep the port, and answer from it, while the next server starts.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the kernel was asked
        sys.exit(1)
