"""What a scenario says of agents who do not just answer: those who decline an offer, or do not react to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.model import NEVER, SECOND, Agent
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.contacts.behaviour_builder import Transfer
from simulation.contacts.by_hand import given_by_hand
from simulation.contacts.excluded import excluded_agents
from simulation.core.coverage import reached_queues
from simulation.core.handling import Handling
from simulation.files.contact_entries import RefusalEntry
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.vocabulary import entry_path
from simulation.plans.laws import Laws


@dataclass(frozen=True)
class HandlingReader:
    """Reads the lists of a scenario that say what agents do with contacts besides answering.

    Parameters
    ----------
    document, entry, policy, laws
        The file, what stands in it, whose names it uses, and what finds the entry of a class.
    classes, agents, queues, transfers
        Table of dtype ``CLASS``; everybody who works on some interval; the queue that each class enters, and where its
        contacts are passed on to.
    """

    document: Document
    entry: ScenarioDocument
    policy: Policy
    laws: Laws
    classes: NDArray[np.void]
    agents: Sequence[Agent]
    queues: Sequence[Queue]
    transfers: Sequence[Sequence[Transfer]]

    def read(self) -> list[Handling]:
        """What is done with the contacts of each class.

        Raises
        ------
        InputError
            When an entry names what there is not, or is about offers that are never made, or never end.
        """
        declines, no_answers = self.entry.declines, self.entry.no_answers
        declined, unanswered = self._first("declines", declines), self._first("no_answers", no_answers)
        self._check_offered("declines", declined, declines)
        self._check_offered("no_answers", unanswered, no_answers)
        self._check_expires(unanswered)
        excluded = excluded_agents(
            self.document, self.entry.excluded, self.policy, self.classes, self.queues, self.agents
        )
        by_hand = given_by_hand(self.document, self.entry.by_hand, self.policy, self.laws, self.queues, self.agents)
        return [
            Handling(
                declines=declines[one].share if one >= 0 else 0.0,
                no_answers=no_answers[other].share if other >= 0 else 0.0,
                back_us=round(no_answers[other].back_after_s * SECOND) if other >= 0 else -1,
                excluded=kept_from,
                by_hand=given,
            )
            for one, other, kept_from, given in zip(declined, unanswered, excluded, by_hand, strict=True)
        ]

    def _first(self, key: str, entries: Sequence[RefusalEntry]) -> list[int]:
        return [int(number) for number in self.laws.first((key,), entries)]

    def _reached(self, number: int) -> list[Queue]:
        """The queues that contacts of a class may come to."""
        passed_on = [self.policy.queues[transfer.queue] for transfer in self.transfers[number]]
        return [queue for first in (self.queues[number], *passed_on) for queue in reached_queues(self.policy, first)]

    def _offers(self, first: Sequence[int], index: int) -> Iterator[Queue]:
        """The queues that offer the contacts that an entry is about."""
        for number in np.flatnonzero(np.array(first) == index).tolist():
            yield from (queue for queue in self._reached(number) if not queue.auto_accept)

    def _check_offered(self, key: str, first: Sequence[int], entries: Sequence[RefusalEntry]) -> None:
        for index, each in enumerate(entries):
            if each.share and not any(self._offers(first, index)):
                rule = text("no queue that such contacts come to has an `offer` in the policy: nobody is asked")
                path: Path = entry_path(self.document, (key,), index)
                raise self.document.error((*path, "share"), rule, kind=Contradiction)

    def _check_expires(self, first: Sequence[int]) -> None:
        for index, each in enumerate(self.entry.no_answers):
            for queue in self._offers(first, index) if each.share else ():
                if queue.offer_expires_us == NEVER:
                    rule = text("the offers of queue {queue} never expire: say expires_s there", queue=queue.name)
                    path: Path = entry_path(self.document, ("no_answers",), index)
                    raise self.document.error((*path, "share"), rule, kind=Contradiction)
