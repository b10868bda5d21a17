"""Simulates the rest of the day, again and again, with one staff and policy after another and the same customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue

import numpy as np

from routing.errors import Contradiction
from routing.kernels.state import Rows
from routing.words.messages import text
from simulation.core.records import Facts
from simulation.drawing.agent_outages import draw_outages
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import available_cores
from simulation.planning.today.crewing import crewing_of
from simulation.planning.today.lively import lively
from simulation.planning.today.mornings import MORNINGS, Mornings, gather, no_mornings
from simulation.planning.today.part import part_of
from simulation.planning.today.posterior import chance
from simulation.planning.today.situation import Situation
from simulation.planning.today.source import TodaySource
from simulation.planning.today.stage import stage
from simulation.planning.today.states import States
from simulation.planning.today.sums import Days, Sums
from simulation.planning.today.variant import Variant
from simulation.scenario import Scenario
from simulation.workload import Buffers

_STATE, _JITTER = 3, 4


@dataclass
class Stagehand:
    """Everything that all variants share: the customers, what is seen, the simulated mornings.

    Parameters
    ----------
    source
        The customers.
    situation
        What is seen now; None: the day is simulated from its opening.
    threads
        None: as many as there are cores.
    """

    source: TodaySource
    situation: Situation | None
    threads: int | None = None
    mornings: Mornings | None = None

    @property
    def now_us(self) -> int:
        return self.source.now_us

    def simulate_mornings(self, variant: Variant) -> None:
        """Find out what agents may have in hand, where not all of it is seen."""
        crewing = crewing_of(variant, None, self.now_us, self.source.seed)
        scenario = crewing.scenario
        groups, classes = len(scenario.world.group_names), len(scenario.world.classes)
        if self.situation is None or self.now_us == 0:
            self.mornings = no_mornings(groups, classes)
            return
        found: list[Facts | None] = [None] * MORNINGS

        def play(player: _Player, place: int) -> None:
            contacts = self.source.draw(place, player.buffers, past=True, future=False)
            changes = crewing.day(self.source.days[place]).changes
            facts = player.engine.play(contacts, changes, self.outages(scenario, place))
            found[place] = facts._replace(
                records=facts.records.copy(), contacts=facts.contacts.copy(), spells=facts.spells.copy()
            )

        self._each(range(MORNINGS), lambda: _Player(CompiledEngine(scenario.world)), play)
        self.mornings = gather(scenario.world, [facts for facts in found if facts is not None], self.now_us)

    def play(self, variant: Variant, places: Sequence[int], done: Callable[[], None] | None = None) -> Days:
        """Simulate the days at these places of the source's.

        Parameters
        ----------
        variant
            Which staff and policy.
        places
            Which days.
        done
            Called after each day, from any thread.
        """
        act = _WholeDay(self, variant) if self.situation is None else _FromNow(self, variant, self.situation)
        sums = Sums(act.scenario, self.now_us, len(places), from_state=self.situation is not None)

        def play(player: _Player, row: int) -> None:
            sums.add(row, act.facts(player, places[row]))
            if done is not None:
                done()

        self._each(range(len(places)), act.player, play)
        return sums.days()

    def outages(self, scenario: Scenario, place: int) -> Rows:
        """When whose connection fails on the day at a place of the source's."""
        return draw_outages(scenario.world, self.source.seed, self.source.days[place])

    def _each(
        self, rows: Sequence[int], new_player: Callable[[], _Player], play: Callable[[_Player, int], None]
    ) -> None:
        """Play all rows on the threads; each has a player of its own."""
        left: SimpleQueue[int] = SimpleQueue()
        for row in rows:
            left.put(row)
        threads = max(1, min(self.threads or available_cores(), len(rows)))

        def work() -> None:
            player = new_player()
            with suppress(Empty):
                while True:
                    play(player, left.get_nowait())

        if threads == 1:
            work()
            return
        with ThreadPoolExecutor(threads) as pool:
            futures = [pool.submit(work) for _ in range(threads)]
            try:
                for future in futures:
                    future.result()
            finally:
                with suppress(Empty):
                    while True:  # after an error, or an interrupt, the other threads find nothing to do
                        left.get_nowait()


@dataclass
class _Player:
    """One thread's engine and memory."""

    engine: CompiledEngine
    buffers: Buffers = field(default_factory=Buffers)


class _WholeDay:
    """The day from its opening."""

    def __init__(self, hand: Stagehand, variant: Variant) -> None:
        self.hand = hand
        self.crewing = crewing_of(variant, None, hand.now_us, hand.source.seed)
        self.scenario = self.crewing.scenario

    def player(self) -> _Player:
        return _Player(CompiledEngine(self.scenario.world))

    def facts(self, player: _Player, place: int) -> Facts:
        contacts = self.hand.source.draw(place, player.buffers, past=True)
        changes = self.crewing.day(self.hand.source.days[place]).changes
        return player.engine.play(contacts, changes, self.hand.outages(self.scenario, place))


class _FromNow:
    """The day from its state now."""

    def __init__(self, hand: Stagehand, variant: Variant, situation: Situation) -> None:
        self.hand, now_us = hand, hand.now_us
        self.crewing = crewing_of(variant, situation, now_us, hand.source.seed)
        scenario = self.crewing.scenario
        self.scenario = replace(scenario, world=lively(scenario.world))
        try:
            self.stage = stage(self.scenario.world, now_us)
        except ValueError:
            rule = text(
                "has too many agents with several contacts at once, times kinds of contacts, for a state now: "
                "leave out waiting and groups to begin at the opening"
            )
            raise Contradiction(rule, file=str(scenario.path)) from None
        interval = min(now_us // scenario.interval_us, scenario.n_intervals - 1)
        assert hand.mornings is not None
        self.states = States(self.scenario.world, situation, now_us, scenario.expected[:, interval], hand.mornings)

    def player(self) -> _Player:
        return _Player(CompiledEngine(self.stage.world))

    def facts(self, player: _Player, place: int) -> Facts:
        source, now_us = self.hand.source, self.hand.now_us
        day = source.days[place]
        staff = self.crewing.day(day)
        now = self.states.draw(chance(source.seed, day, _STATE), place, staff.there)
        before, arriving = self.stage.set(now, chance(source.seed, day, _JITTER).random(len(now.hands)))
        contacts = np.concatenate([before, source.draw(place, player.buffers, past=False)])
        outages = self.hand.outages(self.scenario, place)
        changes = np.concatenate([arriving, staff.changes])
        facts = player.engine.play(contacts, changes, outages[outages["time"] >= now_us])
        return part_of(facts, facts.contacts["cls"] < self.stage.own)
