"""What the compiled pass measures, in the most obvious Python: one question at a time over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from routing.model import Presence
from simulation.core.records import Outcome
from simulation.core.world import World


@dataclass(frozen=True)
class Row:
    arrival: int
    cls: int
    outcome: Outcome
    answered: int
    left: int
    done: int
    agent: int


class Naive:
    """The facts of one replication, to be asked.

    Parameters
    ----------
    world, contacts, records, states
        As for :func:`simulation.measuring.measures.measure`.
    end
        When the run ended.
    """

    def __init__(
        self, world: World, contacts: NDArray[Any], records: NDArray[Any], states: NDArray[Any], end: int
    ) -> None:
        self.world, self.end = world, end
        self.rows = [
            Row(
                int(contact["arrival"]),
                int(contact["cls"]),
                Outcome(int(record["outcome"])),
                int(record["answered"]),
                int(record["left"]),
                int(record["done"]),
                int(record["agent"]),
            )
            for contact, record in zip(contacts, records, strict=True)
        ]
        self.states = [(int(s["time"]), int(s["agent"]), Presence(int(s["presence"]))) for s in states]

    def interval_of(self, arrival: int) -> int:
        return min(arrival // self.world.interval_us, self.world.n_intervals - 1)

    def bounds(self, interval: int) -> tuple[float, float]:
        """Start and end of an interval; the one after the last has no end."""
        start = interval * self.world.interval_us
        return start, start + self.world.interval_us if interval < self.world.n_intervals else float("inf")

    def overlap(self, interval: int, start: int, end: int) -> float:
        low, high = self.bounds(interval)
        return max(0, min(high, end) - max(low, start))

    def cell(self, interval: int, cls: int) -> list[Row]:
        return [row for row in self.rows if self.interval_of(row.arrival) == interval and row.cls == cls]

    def count(self, interval: int, cls: int, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.cell(interval, cls))

    def waits(self, interval: int, cls: int, *outcomes: Outcome) -> list[int]:
        return [row.left - row.arrival for row in self.cell(interval, cls) if row.outcome in outcomes]

    def waiting(self, interval: int, cls: int) -> float:
        """Time waited within the interval, whenever the contact arrived."""
        return sum(
            self.overlap(interval, row.arrival, self.end if row.outcome is Outcome.OPEN else row.left)
            for row in self.rows
            if row.cls == cls
        )

    def of_group(self, agent: int, group: int) -> bool:
        return agent >= 0 and int(self.world.agent_group[agent]) == group

    def busy(self, interval: int, group: int) -> float:
        mine = [row for row in self.rows if self.of_group(row.agent, group)]
        return sum(
            self.overlap(interval, row.answered, row.done) * self.units(row) // self.capacity(row) for row in mine
        )

    def units(self, row: Row) -> int:
        channel = self.world.policy.channels[self.world.classes["channel"][row.cls]]
        return dict(self.world.policy.costs).get(channel, 1)

    def capacity(self, row: Row) -> int:
        return self.world.agents[row.agent].capacity

    def taken(self, interval: int, group: int) -> int:
        return sum(self.of_group(row.agent, group) and self.interval_of(row.arrival) == interval for row in self.rows)

    def served(self, group: int, classes: set[int], target: int) -> list[int]:
        """Contacts answered by a group, those within a time, the sum of their waits, and the agents' time."""
        mine = [row for row in self.rows if self.of_group(row.agent, group) and row.cls in classes]
        waits = [row.answered - row.arrival for row in mine]
        time = sum((row.done - row.answered) * self.units(row) // self.capacity(row) for row in mine)
        return [len(mine), sum(wait <= target for wait in waits), sum(waits), time]

    def due(self, interval: int, classes: set[int]) -> list[Row]:
        return [row for row in self.rows if self.interval_of(row.arrival) == interval and row.cls in classes]

    def met(self, interval: int, classes: set[int], within: int, *, ended: bool) -> int:
        """Contacts answered, or done, within a time of their arrival."""
        return sum(
            row.outcome is Outcome.ANSWERED and (row.done if ended else row.answered) - row.arrival <= within
            for row in self.due(interval, classes)
        )

    def signed_on(self, interval: int, group: int) -> float:
        return self.present(interval, group, {Presence.READY, Presence.BREAK, Presence.DRAINING})

    def finishing(self, interval: int, group: int) -> float:
        return self.present(interval, group, {Presence.DRAINING})

    def present(self, interval: int, group: int, how: set[Presence]) -> float:
        until = max(self.end, self.world.close_us)
        total = 0.0
        for agent in range(len(self.world.agents)):
            if not self.of_group(agent, group):
                continue
            changes = [(time, presence) for time, who, presence in self.states if who == agent]
            ends = [*(time for time, _ in changes[1:]), until][: len(changes)]
            for (time, presence), end in zip(changes, ends, strict=True):
                if presence in how:
                    total += self.overlap(interval, time, max(time, end))
        return total
