"""Interrupting a command as a user does: a signal to a process of its own, once it has said something."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def interrupted(arguments: Sequence[str], *, after: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run ``peakline`` in a folder and send SIGINT after the first line on stderr that says something.

    Parameters
    ----------
    arguments
        Of the command.
    after
        What the line has in it.
    at
        The folder.
    """
    command = [sys.executable, "-m", "simulation", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=at, stdout=pipe, stderr=pipe, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if after in line:
                process.send_signal(signal.SIGINT)
                break
        out, rest = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, said + rest)
