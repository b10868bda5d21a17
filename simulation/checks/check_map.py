"""``peakline check`` of a map file: which columns of the records it reads, and as what."""

from __future__ import annotations

from pathlib import Path

from routing.policy import Policy
from routing.words.messages import text
from simulation.checks.check import Checked
from simulation.replay.labels import check_names
from simulation.replay.map_file import columns_of, load_map


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the map file at ``path``, with the names of ``policy``, or without.

    Raises
    ------
    InputError
    """
    document, entry = load_map(path)
    name = entry.name or path.stem
    sentences = (
        text("The map {name} is right.", name=name),
        *([entry.about.strip()] if entry.about.strip() else []),
        text("It reads the columns {columns}.", columns=", ".join(columns_of(entry))),
    )
    if policy is None:
        warning = text("Problems, tiers and channels were not compared with a policy: name one to have that done.")
        return Checked("map", name, sentences, (warning,))
    check_names(document, entry, policy)
    return Checked("map", name, sentences)
