"""Interrupting a command as a user does: a signal to a process of its own, once it has said something."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from simulation.cli import main
sys.exit(main())
"""
"""What a shell starts in the background ignores SIGINT, and so does all that it starts: these tests do not."""


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
    command = [sys.executable, "-c", START, *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=at, env=environment, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if after in line:
                process.send_signal(signal.SIGINT)
                break
        out, rest = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, said + rest)
