"""How often the connections of each group's agents fail, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from routing.errors import UnknownName
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.contacts.behaviour_builder import Outages
from simulation.files.contact_entries import OutageEntry
from simulation.files.vocabulary import entry_path
from simulation.plans.laws import Laws


def group_outages(
    document: Document, entries: Sequence[OutageEntry], laws: Laws, groups: Sequence[str]
) -> list[Outages | None]:
    """What the first entry that is about a group says of its agents; None: they never vanish.

    Raises
    ------
    InputError
        When there is no such group, or a law lacks a number or has one too many.
    """
    found: dict[str, Outages] = {}
    for index, entry in enumerate(entries):
        path: Path = entry_path(document, ("agent_outages",), index)
        outages = Outages(entry.per_h, laws.law(path, entry))
        for name in entry.group:
            if name not in groups:
                rule = text("there is no such group")
                raise document.error((*path, "group"), rule, value=name, known=groups, kind=UnknownName)
        for name in entry.group or groups:
            found.setdefault(name, outages)
    return [found.get(name) for name in groups] if entries else []
