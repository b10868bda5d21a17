"""What chance has settled for one customer of the SimPy engine: the compiled engine's draws, in plain words."""

from __future__ import annotations

from typing import Any

import numpy as np

from routing.model import NEVER
from simulation.core.behaviour import MAX_LEGS, Behaviours, Choice, Told
from simulation.core.handling import MOST_REFUSALS, Answer, Chance
from simulation.core.records import Cause
from simulation.core.world import World
from simulation.drawing.engine_chance import chance, contact_key, time_of
from simulation.drawing.engine_draw import time_at
from simulation.drawing.engine_random import draw, modulo

_REDIAL = ("redials", "most_redials", "redial_after")
_RETURN = ("returns", "most_returns", "return_after")


class Customer:
    """A contact's own choices. Each depends on the leg, or the attempt, that it is made in, and on nothing else.

    Parameters
    ----------
    world, contact
        Where it comes to, and its row of dtype ``CONTACT``.
    key
        Of its draws, if it follows another contact.
    """

    def __init__(self, world: World, contact: Any, key: Any = None) -> None:
        self._behaviours: Behaviours | None = world.behaviours
        self._legs = 0
        self._cls = int(contact["cls"])
        self._given = int(contact["work"]), int(contact["wrap_up"])
        self._work, self._wrap_up = self._given
        self._work_by_group = False
        self._handed_over, self._form = 1000, 1000
        self.interruption: Choice | None = None
        self._offers, self.back_after = 0, -1
        self.excluded: int | None = None
        if world.behaviours is None:
            return
        self._does = does = world.behaviours.rows[self._cls]
        self._world, self._handling = world, world.behaviours.handling[self._cls]
        self.back_after = int(self._handling["back_after"])
        self._work_by_group = bool(does["work_by_group"])
        with modulo():
            own = contact_key(int(does["key"]), int(contact["arrival"])) if key is None else key
        self._key = np.uint64(own)
        self.due, self.window = int(does["due"]), int(does["window"])
        self.attempts, self.ring, self.retry = int(does["attempts"]), int(does["ring"]), int(does["retry"])
        self.excluded = self._excluded() if key is None else None

    def again(self, contact: Any, key: Any) -> Customer:
        """The same person in a contact that follows this one."""
        customer = Customer(self._world, contact, key)
        customer.excluded = self.excluded
        return customer

    @property
    def calls_supervisor(self) -> bool:
        """Whether somebody looks after it, if it still waits after ``hand_after``."""
        if self._behaviours is None:
            return False
        return self._chance(Chance.BY_HAND, 0) < float(self._handling["by_hand"])

    @property
    def hand_after(self) -> int:
        """Microseconds from the arrival until then."""
        return int(self._handling["hand_after"])

    @property
    def hands(self) -> list[int]:
        """The agents to whom it may be given by hand, the first one first."""
        return self._candidates("hand")

    def _candidates(self, kind: str) -> list[int]:
        assert self._behaviours is not None
        rows = slice(int(self._handling[f"first_{kind}"]), int(self._handling[f"end_{kind}"]))
        agents: list[int] = self._behaviours.candidates["agent"][rows].tolist()
        return agents

    def _excluded(self) -> int | None:
        """The number of the agent by whom the contact will not be served; None: anybody will do."""
        if self._behaviours is None or self._chance(Chance.EXCLUDED, 0) >= float(self._handling["excludes"]):
            return None
        agents = self._candidates("excluded")
        return agents[int(self._chance(Chance.EXCLUDED_AGENT, 0) * len(agents))]

    def time_in_bot(self, now: int) -> int | None:
        """How long the customer is with a bot first; None: not at all."""
        if self._behaviours is None or self._chance(Choice.BOT, 0) >= float(self._does["meets_bot"]):
            return None
        hours = self._behaviours.hours[int(self._does["first_hour"]) : int(self._does["end_hour"])]
        if not any(start <= now < end for start, end in hours.tolist()):
            return None
        return self._time(self._does["in_bot"], Choice.BOT_TIME, 0)

    @property
    def is_contained(self) -> bool:
        """Whether the bot is all that it needs."""
        return self._chance(Choice.CONTAINED, 0) < float(self._does["contained"])

    def leave_bot(self) -> tuple[int, int]:
        """Talk time and wrap-up of who comes on from the bot; what depends on the agent's group stays as it is."""
        self._handed_over = factor = int(self._does["hand_over"])
        work, wrap_up = self._given
        self._work = work if self._work_by_group else work * factor // 1000
        self._wrap_up = wrap_up if self._does["wrap_up_by_group"] else wrap_up * factor // 1000
        return self._work, self._wrap_up

    @property
    def is_new(self) -> bool:
        """Whether no agent has had it yet."""
        return self._legs == 0

    @property
    def hears(self) -> Told:
        """What it is told on arrival."""
        return Told.NOTHING if self._behaviours is None else Told(int(self._does["hears"]))

    def balks_at(self, told: int | None) -> bool:
        """Whether it leaves on hearing of a wait of so many microseconds, or of so many waiting; None: not known."""
        assert self._behaviours is not None
        share = float(self._does["unknown_balk"]) if told is None else 0.0
        rows = self._behaviours.balks[int(self._does["first_balk"]) : int(self._does["end_balk"])]
        for at, more in rows.tolist():
            if told is not None and told >= at:
                share = more
        return self._chance(Choice.BALK, 0) < share

    def end_first_wait(self, waited: int) -> None:
        """The first agent takes it, who may find a form filled in."""
        if self._behaviours is None or waited < self._does["form_after"]:
            return
        if self._chance(Choice.FORM, 0) >= float(self._does["fills_form"]):
            return
        self._form = int(self._does["form_factor"])
        if not self._work_by_group:
            self._work = self._work * self._form // 1000

    def begin_leg(self, agent: int, pace: int, at_once: int) -> tuple[int, int]:
        """Talk time with an agent of such a pace who talks to so many at once: before and after the interruption."""
        leg, self._legs = self._legs, self._legs + 1
        work = self._by_group("work", agent, self._work) * self._form // 1000 if self._work_by_group else self._work
        talk = work * pace // 1000
        self.interruption = None
        if self._behaviours is None:
            return talk, 0
        if not self.shares_agent:
            talk = talk * self.factor(at_once) // 1000
        if self._chance(Choice.HOLD, leg) < self._does["hold_share"]:
            self.interruption = Choice.HOLD
        elif self._chance(Choice.SILENCE, leg) < self._does["silent_share"]:
            self.interruption = Choice.SILENCE
        if self.interruption is None:
            return talk, 0
        before = int(talk * self._chance(Choice.INTERRUPTION, leg))
        return before, talk - before

    @property
    def shares_agent(self) -> bool:
        """Whether its talk goes faster or slower as its agent talks to fewer or more."""
        return self._behaviours is not None and bool(self._does["shares"])

    def factor(self, at_once: int) -> int:
        """How talk time is multiplied with so many at once, per mille."""
        assert self._behaviours is not None
        if not (factors := int(self._does["n_factors"])):
            return 1000
        row = int(self._does["first_factor"]) + min(max(at_once, 1), factors) - 1
        return int(self._behaviours.factors["per_mille"][row])

    def wrap_up(self, agent: int) -> int:
        """Wrap-up with an agent, of usual speed."""
        if self._behaviours is None or not self._does["wrap_up_by_group"]:
            return self._wrap_up
        return self._by_group("wrap_up", agent, self._wrap_up)

    def _by_group(self, name: str, agent: int, tail: int) -> int:
        """What the law of the agent's group makes of the contact's draw."""
        assert self._behaviours is not None
        row = int(self._does["first_group_law"]) + int(self._behaviours.members["group"][agent])
        return (
            int(time_at(self._behaviours, int(self._behaviours.group_laws[name][row]), tail))
            * self._handed_over
            // 1000
        )

    def interrupted_for(self) -> int:
        """Length of the hold or the silence of this leg."""
        law = self._does["hold" if self.interruption is Choice.HOLD else "silence"]
        return self._time(law, Choice.INTERRUPTED_FOR, self._legs - 1)

    def next_queue(self) -> tuple[int, bool, int] | None:
        """The queue it is passed on to after this leg, whether to its agent, and the reason; None: it is over."""
        if self._behaviours is None or self._legs >= MAX_LEGS:
            return None
        rows = self._behaviours.transfers[int(self._does["first_transfer"]) : int(self._does["end_transfer"])]
        if not len(rows):
            return None
        drawn = self._chance(Choice.TRANSFER, self._legs - 1)
        for row in rows:
            if drawn < row["share"]:
                self._work, self._work_by_group = self._time(row["work"], Choice.WORK, self._legs), False
                return int(row["queue"]), bool(row["to_preferred"]), int(row["reason"])
        return None

    def next_patience(self) -> int:
        """How long it waits after having been passed on."""
        return NEVER if self._behaviours is None else self._time(self._does["patience"], Choice.PATIENCE, self._legs)

    @property
    def resolves(self) -> bool:
        """Whether the scenario says how often agents solve its matter."""
        return self._behaviours is not None and bool(self._does["resolves"])

    def is_solved(self, agent: int) -> bool:
        """Whether this agent, the last to talk to it, solves its matter."""
        if self._behaviours is None or not self.resolves:
            return False
        cls, classes = self._cls, len(self._behaviours.rows)
        return self._chance(Choice.SOLVED, 0) < float(self._behaviours.solves[agent * classes + cls])

    def takes_callback(self) -> bool:
        """Whether it wants to be called back."""
        return self._behaviours is not None and self._chance(Choice.CALLBACK, 0) < self._does["accepts"]

    def is_reached(self, attempt: int) -> bool:
        """Whether it answers the callback, at the attempt with this number, from 1."""
        return self._chance(Choice.REACHED, attempt) < float(self._does["reached"])

    def comes_again(self, cause: Cause, before: int) -> int | None:
        """After how long the customer comes again, who has done so for this cause so often in a row; None: not."""
        if self._behaviours is None:
            return None
        redials = cause is Cause.REDIAL
        share, most, after = _REDIAL if redials else _RETURN
        choice, time = (Choice.REDIAL, Choice.REDIAL_AFTER) if redials else (Choice.RETURN, Choice.RETURN_AFTER)
        if before >= self._does[most] or self._chance(choice, 0) >= float(self._does[share]):
            return None
        return self._time(self._does[after], time, 0)

    def next_contact(self, contact: Any, cause: Cause, now: int) -> tuple[Any, Any]:
        """The row of the contact that follows, and the key of its draws."""
        with modulo():
            key = np.uint64(draw(self._key, int(Choice.AGAIN)))
        row = contact.copy()
        row["arrival"] = now
        row["patience"] = self._time(self._does["patience"], Choice.NEW_PATIENCE, 0, key)
        row["work"], row["wrap_up"] = self._given
        if cause is Cause.RETURN:
            row["work"] = self._time(self._does["work"], Choice.NEW_WORK, 0, key)
            row["wrap_up"] = self._time(self._does["wrap_up"], Choice.NEW_WRAP_UP, 0, key)
        return row, key

    def answer_of_agent(self) -> Answer:
        """What the agent does who is offered the contact now."""
        offer, self._offers = self._offers, self._offers + 1
        if self._behaviours is None or offer >= MOST_REFUSALS:
            return Answer.ACCEPT
        if self._chance(Chance.NO_ANSWER, offer) < float(self._handling["no_answers"]):
            return Answer.NONE
        declines = self._chance(Chance.DECLINE, offer) < float(self._handling["declines"])
        return Answer.DECLINE if declines else Answer.ACCEPT

    def _chance(self, choice: Choice | Chance, number: int) -> float:
        with modulo():
            return float(chance(self._key, int(choice), number))

    def _time(self, law: int, choice: Choice, number: int, key: Any = None) -> int:
        own = self._key if key is None else key
        with modulo():
            return int(time_of(self._behaviours, int(law), own, int(choice), number))
