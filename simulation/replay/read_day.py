"""From a file of contact records and a map to the contacts of one day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from routing.model import DAY_US
from routing.policy import Policy
from routing.reading.document import Document
from simulation.replay.cells import MISSING
from simulation.replay.contact_file import read_records
from simulation.replay.day_reader import DayReader, OpeningHours
from simulation.replay.days import chosen_day, date_of, days_of
from simulation.replay.labels import check_names
from simulation.replay.map_file import MapDocument, columns_of
from simulation.replay.recorded_day import RecordedDay


def read_day(
    path: str | Path,
    document: Document,
    entry: MapDocument,
    policy: Policy,
    hours: OpeningHours,
    day: dt.date | None = None,
) -> RecordedDay:
    """Read the contacts of a day.

    Parameters
    ----------
    path
        File of contact records.
    document, entry
        The map.
    policy
        Whose names the map gives to problems, tiers and channels.
    hours
        Contacts that enter the queue outside them are no part of the day.
    day
        The day of the opening; None: the only one in the file.

    Raises
    ------
    InputError
        When a file is wrong, with its row and column; when there is no contact on that day.
    """
    check_names(document, entry, policy)
    records = read_records(path, columns_of(entry), entry.file)
    days = days_of(records, entry)
    chosen = chosen_day(records.file, days, day)
    own = np.ones(len(records), np.bool_)
    midnight = np.zeros(len(records), np.int64)
    if days is not None and chosen is not None:
        # The evening before and the night after may belong to the same opening.
        near = (days == MISSING) | (np.abs(days - chosen) <= 1)
        records, days = records.where(near), days[near]
        own = (days == chosen) | (days == MISSING)
        midnight = np.where(days == MISSING, 0, (days - chosen) * DAY_US)
    reader = DayReader(records, entry, policy, hours, midnight, 0 if chosen is None else chosen * DAY_US)
    return reader.read(own, None if chosen is None else date_of(chosen))
