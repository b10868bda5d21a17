"""What a scenario says of contacts after the answer, or instead of it: holds, silences, transfers, callbacks, haste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.errors import Contradiction
from routing.model import SECOND, Agent
from routing.policy import Policy, Queue
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.contacts.behaviour_builder import Again, Behaviour, Callback, Interruption, Transfer, build_behaviours
from simulation.contacts.group_outages import group_outages
from simulation.contacts.offer_check import check_offers
from simulation.contacts.opening_hours import opening_hours
from simulation.contacts.scenario_customers import balkings, bots, forms, solving
from simulation.contacts.scenario_handling import HandlingReader
from simulation.core.behaviour import Behaviours
from simulation.core.coverage import able_agents, units_of
from simulation.core.world import Group, group_agents
from simulation.files.contact_entries import InterruptionEntry, TransferEntry
from simulation.files.customer_entries import AgainEntry
from simulation.files.entry_types import Selector
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.vocabulary import admitted_classes, entry_path, number_of
from simulation.plans.draw_day import Kinds, class_key
from simulation.plans.laws import Laws
from simulation.shifts.call_in_reader import read_call_ins
from simulation.shifts.overtime_reader import read_overtime


def reasons_of(entry: ScenarioDocument) -> tuple[str, ...]:
    """The reasons of transfers, in the order of the file."""
    return tuple(dict.fromkeys(each.reason for each in entry.transfers if each.reason is not None))


@dataclass(frozen=True)
class BehaviourReader:
    """Reads the lists of a scenario that say what contacts do.

    Parameters
    ----------
    document, entry, policy, laws
        The file, what stands in it, whose names it uses, and the reader of its laws.
    classes
        Table of dtype ``CLASS``.
    queues, groups
        The queue that each class enters; the groups of agents.
    """

    document: Document
    entry: ScenarioDocument
    policy: Policy
    laws: Laws
    classes: NDArray[np.void]
    queues: Sequence[Queue]
    groups: Sequence[Group]

    def read(self, kinds: Kinds) -> Behaviours | None:
        """The behaviour of all classes, whose later waits and contacts are like the first; None: contacts have none.

        Raises
        ------
        InputError
            When an entry names what there is not, or contacts would be passed on to a queue where nobody can take them.
        """
        holds = self._interruptions("holds", self.entry.holds)
        silences = self._interruptions("silences", self.entry.silences)
        transfers, concurrency, callbacks = self.transfers, self._concurrency(), self._callbacks()
        handling = HandlingReader(
            self.document, self.entry, self.policy, self.laws, self.classes, self._agents, self.queues, transfers
        ).read()
        form, balking = forms(self.entry, self.laws), balkings(self.document, self.entry, self.laws)
        bot = bots(self.document, self.entry, self.laws)
        redials, recontacts = (
            self._again("redials", self.entry.redials),
            self._again("recontacts", self.entry.recontacts),
        )
        overtimes, overtime_of = read_overtime(self.document, self.entry, self.policy, self.groups)
        return build_behaviours(
            [
                Behaviour(
                    class_key(self.policy, row),
                    hold=holds[number],
                    silence=silences[number],
                    transfers=transfers[number],
                    factors=concurrency[number][0],
                    shares=concurrency[number][1],
                    callback=callbacks[number],
                    redial=redials[number],
                    comes_back=recontacts[number],
                    handling=handling[number],
                    bot=bot[number],
                    form=form[number],
                    balking=balking[number],
                    patience=kinds.patience[number],
                    work=kinds.work[number],
                    wrap_up=kinds.wrap_up[number],
                    group_work=kinds.group_work[number],
                    group_wrap_up=kinds.group_wrap_up[number],
                )
                for number, row in enumerate(self.classes)
            ],
            opening_hours(self.document, self.entry.hours, self.entry.day, self.policy),
            group_outages(self.document, self.entry.agent_outages, self.laws, [group.name for group in self.groups]),
            solves=solving(self.document, self.entry, self.policy, self.laws, self._agents),
            agent_group=[number for number, group in enumerate(self.groups) for _ in group_agents(group)],
            call_ins=read_call_ins(self.document, self.entry, self.policy, self.groups),
            overtimes=overtimes,
            overtime_of=overtime_of,
        )

    @property
    def _agents(self) -> tuple[Agent, ...]:
        """Everybody who works on some interval."""
        return tuple(agent for group in self.groups for agent in group_agents(group))

    def _first(self, key: str, entries: Sequence[Selector]) -> list[int]:
        return [int(number) for number in self.laws.first((key,), entries)]

    def _interruptions(self, key: str, entries: Sequence[InterruptionEntry]) -> list[Interruption | None]:
        read = [
            Interruption(each.share, self.laws.law(entry_path(self.document, (key,), index), each))
            for index, each in enumerate(entries)
        ]
        return [read[number] if number >= 0 else None for number in self._first(key, entries)]

    def _again(self, key: str, entries: Sequence[AgainEntry]) -> list[Again | None]:
        read = [
            Again(each.share, self.laws.law(entry_path(self.document, (key,), index), each), each.most)
            for index, each in enumerate(entries)
        ]
        return [read[number] if number >= 0 else None for number in self._first(key, entries)]

    def _concurrency(self) -> list[tuple[tuple[int, ...], bool]]:
        """Of each class the factors, and whether they follow the number during a talk."""
        entries = self.entry.concurrency
        read = [(tuple(max(round(1000 * f), 1) for f in each.factors), each.mode == "shared") for each in entries]
        return [read[number] if number >= 0 else ((), False) for number in self._first("concurrency", entries)]

    def _callbacks(self) -> list[Callback | None]:
        entries = self.entry.callbacks
        read = [
            Callback(
                accepts=each.accept,
                due_us=round(each.after_s * SECOND),
                window_us=round(each.window_s * SECOND),
                attempts=each.attempts,
                reached=each.reached,
                ring_us=round(each.ring_s * SECOND),
                retry_us=round(each.retry_s * SECOND),
            )
            for each in entries
        ]
        return [read[number] if number >= 0 else None for number in self._first("callbacks", entries)]

    @cached_property
    def transfers(self) -> list[list[Transfer]]:
        """Of each class all entries that admit it, one beside the other."""
        found: list[list[Transfer]] = [[] for _ in self.classes]
        units = units_of(self.policy, self.classes)
        for index, each in enumerate(self.entry.transfers):
            path: Path = entry_path(self.document, ("transfers",), index)
            law = self.laws.law(path, each)
            names = [queue.name for queue in self.policy.queues]
            queue = number_of(self.document, (*path, "to"), each.to, names)
            reason = -1 if each.reason is None else reasons_of(self.entry).index(each.reason)
            chosen = np.flatnonzero(admitted_classes(self.document, path, each, self.policy, self.classes)).tolist()
            for number in chosen:
                self._check_taken(path, each, self.policy.queues[queue], int(units[number]))
                check_offers(self.document, self.policy, self.classes[[number]], [self.policy.queues[queue]])
                found[number].append(Transfer(each.share, queue, law, each.to_preferred, reason))
                if sum(transfer.share for transfer in found[number]) > 1 + 1e-9:
                    rule = text("the shares of all transfers of a contact must not add up to more than 1")
                    raise self.document.error((*path, "share"), rule, value=each.share, kind=Contradiction)
        return found

    def _check_taken(self, path: Path, each: TransferEntry, queue: Queue, units: int) -> None:
        if each.share and not able_agents(self._agents, queue, units=units).any():
            rule = text("nobody can take such a contact in this queue")
            raise self.document.error((*path, "to"), rule, value=each.to, kind=Contradiction)
