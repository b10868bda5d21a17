"""Where blocks run: threads, processes, or a Dask cluster. Each is an executor of :mod:`concurrent.futures`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self

from routing.errors import PeaklineError
from routing.words.messages import text

CONNECT_S = 15


class SweepStopped(PeaklineError):  # noqa: N818 - it says what happened
    """Raised when a sweep cannot go on; what is done is kept."""


class Pool:
    """Runs functions somewhere; a context manager that starts nothing more once it is left.

    Parameters
    ----------
    make
        Makes the executor; called again when it broke.
    width
        How many functions it runs at a time.
    lost
        What a future raises when the worker went away with it, rather than the function failed.
    """

    def __init__(
        self, make: Callable[[], Executor], width: Callable[[], int], lost: tuple[type[BaseException], ...] = ()
    ) -> None:
        self._make, self._width, self.lost = make, width, lost
        self._executor = make()

    @property
    def width(self) -> int:
        """How many functions run at a time; a cluster's may change."""
        return max(1, self._width())

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> Future[bytes]:
        """Start a function, on a new executor where the former one is broken."""
        try:
            return self._executor.submit(function, *arguments)
        except BrokenExecutor:
            self._executor.shutdown(wait=False)
            self._executor = self._make()
            return self._executor.submit(function, *arguments)

    def close(self) -> None:
        """Start nothing more."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def thread_pool(threads: int) -> Pool:
    """Threads of this process, which share memory; the compiled loops run at the same time."""
    return Pool(lambda: ThreadPoolExecutor(threads), lambda: threads)


def process_pool(processes: int) -> Pool:
    """Processes of this machine; a new set of them takes the place of one of which a process died."""
    context = multiprocessing.get_context("spawn")  # the same on all systems, and safe beside threads
    return Pool(
        lambda: ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_parent),
        lambda: processes,
        (BrokenExecutor,),
    )


def _follow_parent() -> None:
    """Leave an interruption to the command, and do not outlive it: one that is killed cannot tell its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class DaskPool(Pool):
    """Workers of a Dask cluster, wherever they are. Dask itself repeats what a lost worker had in hand.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://host:8786`` or ``tls://host:8786``.

    Raises
    ------
    SweepStopped
        When no scheduler answers there.
    """

    def __init__(self, address: str) -> None:
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import get_address_host_port

        try:
            # A client that finds nobody tries for long, and then ends the program with a traceback.
            socket.create_connection(get_address_host_port(address), CONNECT_S).close()
            self._client: Any = Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise SweepStopped(text("No Dask scheduler answers at {address}.", address=address)) from error
        # Without pure=False Dask would keep what was fetched, in case somebody asks for the same again.
        make = partial(self._client.get_executor, pure=False)
        super().__init__(make, self._threads, (KilledWorker, CancelledError))

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, CancelledError) as error:
            raise SweepStopped(text("The Dask scheduler was lost. What is done is kept.")) from error

    def close(self) -> None:
        """Start nothing more, and leave the cluster."""
        self._executor.shutdown(wait=False)
        self._client.close()
