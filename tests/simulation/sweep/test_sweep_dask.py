"""Sweeps on a Dask cluster: a real one, of processes of this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

from distributed import Client, LocalCluster, Variable, get_client

from simulation.cli import main
from simulation.sweep.pools import DaskPool, thread_pool
from tests.simulation.sweep.small import BLOCKS, Watched, first_to, swept, write_small

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers, each a process with one thread, and a nanny that replaces one that dies."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:  # type: ignore[no-untyped-call]
        yield cluster


def tell_and_hang(marker: Path) -> None:
    """In the worker that comes first: say which process it is, and never end."""
    if first_to(marker):
        Variable("victim", client=get_client()).set(os.getpid())  # type: ignore[no-untyped-call]
        Event().wait()


def test_a_worker_that_is_killed_loses_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    """A worker is killed with a block in hand; others do it, and all outcomes are those of threads, to the last bit."""
    grid, address = write_small(tmp_path), cluster.scheduler_address

    def kill() -> int:
        with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            victim: int = Variable("victim", client=client).get()  # type: ignore[no-untyped-call]  # waits for it
        os.kill(victim, getattr(signal, "SIGKILL", signal.SIGTERM))
        return victim

    with ThreadPoolExecutor(1) as beside:
        killed = beside.submit(kill)
        pool = Watched(DaskPool(address), tell_and_hang, tmp_path / "marker")
        found = swept(grid, tmp_path / "dask", pool)
        assert killed.result() > 0
    assert pool.started == BLOCKS  # Dask itself gave the lost ones to another worker
    assert found == swept(grid, tmp_path / "threads", thread_pool(2))


def test_the_command_sweeps_on_a_cluster(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--dask`` writes the same bytes as threads."""
    grid = write_small(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", str(grid), "--out", "dask", "--dask", cluster.scheduler_address]) == 0
    assert main(["sweep", str(grid), "--out", "threads"]) == 0
    assert Path("dask/sweep.csv").read_bytes() == Path("threads/sweep.csv").read_bytes()
    assert Path("dask/sweep.json").read_bytes() == Path("threads/sweep.json").read_bytes()


def test_nobody_at_the_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence says so, at once."""
    grid = write_small(tmp_path)
    assert main(["sweep", str(grid), "--out", str(tmp_path / "out"), "--dask", "tcp://127.0.0.1:9"]) == 2
    assert capsys.readouterr().err == "Error: No Dask scheduler answers at tcp://127.0.0.1:9.\n"
