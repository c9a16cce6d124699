"""What each worker of ``deliberate serve`` loads."""

import ctypes
import os
import signal
import sys

from flask import Flask

from deliberate.jobs.consumer import start_consumer
from deliberate.serving import bodies
from deliberate.serving.logs import write_json_lines
from deliberate.standalone import create_app

#: Requests one worker answers at once; the database's pool has a connection for each.
THREADS = 8

#: Threads that slow bodies cannot take.
SPARE = 2

_PR_SET_PDEATHSIG = 1


def load() -> Flask:
    """The site in this process, writing its log lines as JSON, and gone when the process that started it is.

    The first worker of a folder runs the jobs too. What it is at when it ends is done again once its lease is over.
    """
    die_with(os.getppid())
    write_json_lines()
    app = create_app()
    bodies.install(app, THREADS - SPARE)
    start_consumer(app)
    return app


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
