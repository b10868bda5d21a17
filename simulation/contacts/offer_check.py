"""Offers that nobody would ever accept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.model import SECOND
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.core.coverage import reached_queues


def check_offers(document: Document, policy: Policy, classes: NDArray[np.void], queues: Sequence[Queue]) -> None:
    """Refuse offers that always expire before they are accepted: they would be made again and again, without end.

    Raises
    ------
    Contradiction
    """
    for row, entered in zip(classes, queues, strict=True):
        for queue in reached_queues(policy, entered):
            if queue.auto_accept or queue.offer_expires_us > row["answer_delay"]:
                continue
            channel = policy.channels[row["channel"]]
            path: Path = ("answer_delay_s", channel)
            rule = text(
                "the offers of queue {queue} expire after {seconds} s: nobody would ever accept one",
                queue=queue.name,
                seconds=f"{queue.offer_expires_us / SECOND:g}",
            )
            at = path if document.has(path) else path[:1]
            raise document.error(at, rule, value=row["answer_delay"] / SECOND, kind=Contradiction)
