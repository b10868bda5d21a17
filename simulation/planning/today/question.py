"""What is asked about a day that is under way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulation.planning.today.seen import Volumes
from simulation.planning.today.situation import Situation
from simulation.planning.today.staff_plan import StaffPlan
from simulation.planning.today.variant import Variant
from simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SoFar:
    """Contacts of a goal whose wait is over, and those of them that were answered in time."""

    offered: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that might be done from now on.

    Parameters
    ----------
    name
        For people.
    variant
        The rest of the day with it.
    more
        Agents more of each group, where that is all of it.
    """

    name: str
    variant: Variant
    more: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Which least number of agents is to be found.

    Parameters
    ----------
    groups
        Numbers of the groups, each of which is searched by itself.
    start_us, end_us
        From when until when the agents are there, microseconds from the opening.
    at_most
        So many are tried at most.
    reach
        The probability of meeting all goals together that they are to bring.
    """

    groups: tuple[int, ...]
    start_us: int
    end_us: int
    at_most: int
    reach: float


@dataclass(frozen=True, slots=True)
class Missing:
    """So many agents of a group more (> 0) or fewer are there than the plan says, and are taken to stay so.

    Where agents have hours of their own, who is missing is so until the end of the shift, or comes late.
    """

    group: str
    agents: int
    own_hours: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A day that is under way.

    Parameters
    ----------
    name, file
        Of the file.
    base
        The rest of the day as it is planned, known changes included.
    plan
        The staff of the scenario itself.
    now_us
        Microseconds from the opening.
    volumes
        What has come.
    so_far
        Of each goal, in the order of the scenario's; None: not known.
    situation
        What is seen now; None: nothing, so that the day is simulated from its opening.
    missing
        Where the agents who are there are not those of the plan.
    levers
        What might be done.
    replications, seed
        How many days, and of which customers.
    search
        Which least number of agents is to be found; None: none is.
    """

    name: str
    file: str
    base: Variant
    plan: StaffPlan
    now_us: int
    volumes: Volumes
    so_far: tuple[SoFar | None, ...]
    situation: Situation | None
    missing: tuple[Missing, ...]
    levers: tuple[Lever, ...]
    replications: int
    seed: int
    search: Search | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario of the day."""
        return self.base.crew.scenario

    @property
    def interval(self) -> int:
        """The interval that now lies in."""
        return min(self.now_us // self.scenario.interval_us, self.scenario.n_intervals - 1)

    @property
    def judges_day(self) -> bool:
        """Whether it is known, or simulated, what came of the contacts before now: else only the rest is judged."""
        return self.situation is None or all(each is not None for each in self.so_far)

    def with_run(self, replications: int | None, seed: int | None) -> Question:
        """The question with another number of days, or other customers; None: as it is."""
        return replace(
            self,
            replications=self.replications if replications is None else replications,
            seed=self.seed if seed is None else seed,
        )
