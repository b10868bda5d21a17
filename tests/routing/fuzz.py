"""``make fuzz``: a million random commands to a router and its naive twin, everything looked at after each.

The sessions follow from the seed alone, whatever the number of processes: session 17 of seed 3 is always the same.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from itertools import repeat
from random import Random

from tests.dice import Dice
from tests.features import FEATURES, agent_with_features, features_in_use, with_features
from tests.routing.calls import calls_of
from tests.routing.smallest import reproduction
from tests.routing.trial import Trial
from tests.strategies import (
    COMMAND_THROWS,
    THROWS_OF_FEATURES,
    Session,
    Verb,
    some_command,
    some_policy,
    some_roster,
)

BATCH = 32
"""Sessions that are given to the processes at once."""

PROGRESS = 50_000
"""Commands between two lines that say how far it is."""

CROWD = 60
"""Tickets that come at one instant."""

LENGTHS = (30, 100, 100, 300)
"""Commands of a session, one of these."""


@dataclass
class Tally:
    """What has been tried."""

    sessions: int = 0
    verbs: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    @property
    def commands(self) -> int:
        return sum(self.verbs.values())

    def add(self, other: Tally) -> None:
        self.sessions += other.sessions
        for name in ("verbs", "refusals", "kinds", "features"):
            getattr(self, name).update(getattr(other, name))

    def lines(self) -> list[str]:
        """The whole tally for people."""
        tables = {
            "commands": self.verbs,
            "refused": self.refusals,
            "events": self.kinds,
            "sessions with": self.features,
        }
        rows = [
            f"  {title}: " + ", ".join(f"{name} {count:,}" for name, count in sorted(table.items()))
            for title, table in tables.items()
        ]
        return [f"{self.commands:,} commands in {self.sessions:,} sessions", *rows]


def random_session(seed: int, number: int) -> Session:
    """A world with most features or none, and commands to it, in each twentieth session amid a crowd."""
    draw = Random(f"{seed}/{number}")
    features = features_in_use(Dice(draw.randbytes(len(FEATURES))), () if number % 10 == 9 else FEATURES)
    fine = draw.random() < 0.25
    policy = some_policy(Dice(draw.randbytes(250), fine=fine))
    agents = some_roster(Dice(draw.randbytes(60)))
    if features:
        policy = with_features(policy, Dice(draw.randbytes(150), fine=fine), features)
        dice = Dice(draw.randbytes(120), fine=fine)
        agents = tuple(agent_with_features(dice, agent, policy, features) for agent in agents)
    size = COMMAND_THROWS + THROWS_OF_FEATURES
    throws = [draw.randbytes(size) for _ in range(draw.choice(LENGTHS))]
    commands = [some_command(Dice(part, fine=fine), features) for part in throws]
    if number % 20 == 10:
        crowd = [some_command(Dice(draw.randbytes(size), fine=fine), features) for _ in range(CROWD)]
        commands[10:10] = [replace(command, verb=Verb.SUBMIT, after=0, amiss=False) for command in crowd]
    return Session(policy, agents, tuple(commands), features)


def try_session(seed: int, number: int) -> tuple[Tally, str | None]:
    """Play a session; what was tried, and a test that fails if something went wrong.

    In each fourth session the state is looked at only in the end, so that the timers which a refused command has
    handled are not undone.
    """
    session = random_session(seed, number)
    trial = Trial(session.policy, session.agents, looks=number % 4 != 3)
    fault = None
    try:
        for call in calls_of(session, trial.twin):
            trial.ask(call)
        trial.finish()
    except Exception:
        name = f"test_session_{number}_of_seed_{seed}"
        fault = reproduction(trial.asked, session.policy, session.agents, looks=trial.looks, name=name)
    features = Counter(dict.fromkeys(session.features, 1) or {"none": 1})
    return Tally(1, trial.verbs, trial.refusals, trial.kinds, features), fault


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def search(commands: int, seed: int, jobs: int) -> int:
    """Play sessions until there have been so many commands; returns 1 as soon as something goes wrong, else 0."""
    tally, told = Tally(), 0
    with ProcessPoolExecutor(jobs) as pool:
        while tally.commands < commands:
            numbers = range(tally.sessions, tally.sessions + BATCH * jobs)
            try:
                for done, fault in pool.map(try_session, repeat(seed), numbers, chunksize=4):
                    tally.add(done)
                    if fault is not None:
                        return conclude(tally, fault)
            except BrokenProcessPool:
                return conclude(tally, f"A process died between the sessions {numbers.start} and {numbers.stop - 1}.")
            if tally.commands - told >= PROGRESS:
                told = tally.commands
                say(f"{told:,} commands")
    return conclude(tally, None)


def conclude(tally: Tally, fault: str | None) -> int:
    """Say what has been tried, and what went wrong; 1 if anything did."""
    for line in [*tally.lines(), *(["", "Something went wrong:", "", fault] if fault else ["Nothing went wrong."])]:
        say(line)
    return int(fault is not None)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--commands", type=int, default=1_000_000, help="at least so many")
    parser.add_argument("--seed", type=int, default=1, help="of the sessions")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--session", type=int, help="only the session with this number")
    asked = parser.parse_args()
    say(f"seed {asked.seed}")
    if asked.session is None:
        return search(asked.commands, asked.seed, asked.jobs)
    tally, fault = try_session(asked.seed, asked.session)
    return conclude(tally, fault)


if __name__ == "__main__":
    sys.exit(main())
