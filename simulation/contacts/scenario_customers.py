"""What a scenario says of customers besides talking and waiting: the bot before, what they hear, form, solutions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue
from routing.model import SECOND, Agent
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.contacts.behaviour_builder import Balking, Bot, Form
from simulation.core.behaviour import Told
from simulation.core.satisfaction import Rule, Satisfaction
from simulation.files.customer_entries import Balk, BotEntry
from simulation.files.day_clock import windows_of
from simulation.files.entry_types import Day
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.vocabulary import entry_path
from simulation.plans.laws import Laws
from simulation.staff.staffing import counting_skills


def bots(document: Document, entry: ScenarioDocument, laws: Laws) -> list[Bot | None]:
    """The bot that the contacts of each class meet; None: there is none.

    Raises
    ------
    InputError
        When an entry of ``bot`` names what there is not, or lacks a number of its law.
    """
    read = [
        Bot(
            each.share,
            each.contained,
            laws.law(entry_path(document, ("bot",), index), each),
            round(1000 * each.hand_over),
            _hours(each, entry.day),
        )
        for index, each in enumerate(entry.bot)
    ]
    return [read[number] if number >= 0 else None for number in laws.first(("bot",), entry.bot)]


def forms(entry: ScenarioDocument, laws: Laws) -> list[Form | None]:
    """The form that the contacts of each class may fill in while waiting; None: there is none.

    Raises
    ------
    InputError
        When an entry of ``form`` names what there is not.
    """
    read = [Form(each.share, round(each.after_s * SECOND), round(1000 * each.factor)) for each in entry.form]
    return [read[number] if number >= 0 else None for number in laws.first(("form",), entry.form)]


def balkings(document: Document, entry: ScenarioDocument, laws: Laws) -> list[Balking | None]:
    """Who balks by what is announced, of each class; None: nobody does.

    Raises
    ------
    InputError
        When an entry of ``balking`` names what there is not, or a longer wait makes fewer leave.
    """
    read = [_balking(document, entry_path(document, ("balking",), i), each) for i, each in enumerate(entry.balking)]
    return [read[number] if number >= 0 else None for number in laws.first(("balking",), entry.balking)]


def _balking(document: Document, path: Path, each: Balk) -> Balking | None:
    steps: list[tuple[int, float]]
    if each.announced is not None:
        key, told, shares = "announced", Told.WAIT, each.announced.probability
        steps = [(round(at * SECOND), share) for at, share in zip(each.announced.ewt_s, shares, strict=True)]
    elif each.length is not None:
        key, told, shares = "length", Told.LENGTH, each.length.probability
        steps = list(zip(each.length.waiting, shares, strict=True))
    else:
        return None
    if shares != sorted(shares):
        rule = text("must not fall: who leaves a short queue leaves a longer one, too")
        raise document.error((*path, key, "probability"), rule, value=shares, kind=BadValue)
    return Balking(told, steps, each.probability or 0.0)


def _hours(each: BotEntry, day: Day) -> list[tuple[int, int]] | None:
    if each.hours is None:
        return None
    minute = 60 * SECOND
    windows = [window for first, last in each.hours for window in windows_of(first, last, day)]
    return [(start * minute, end * minute) for start, end in windows if end > 0]


def satisfaction_rules(entry: ScenarioDocument, laws: Laws) -> Satisfaction | None:
    """How many customers of each class are satisfied; None: nothing is said of it.

    Raises
    ------
    InputError
        When an entry of ``satisfaction`` names what there is not.
    """
    if not entry.satisfaction:
        return None
    rules = tuple(
        Rule(
            solved=each.solved,
            unsolved=each.unsolved,
            left=each.left,
            bot=each.bot,
            wait_us=() if each.wait is None else tuple(round(at * SECOND) for at in each.wait.after_s),
            wait_factors=() if each.wait is None else tuple(each.wait.factors),
            transfer=each.transfer,
            again=each.again,
        )
        for each in entry.satisfaction
    )
    return Satisfaction(rules, laws.first(("satisfaction",), entry.satisfaction))


def solving(
    document: Document, entry: ScenarioDocument, policy: Policy, laws: Laws, agents: Sequence[Agent]
) -> NDArray[np.float64] | None:
    """The probability that an agent solves the matter of a contact, shape (agents, classes); NaN: it is not asked.

    None: of no class.

    Raises
    ------
    InputError
        When an entry of ``resolution`` names what there is not.
    """
    if not entry.resolution:
        return None
    skills = counting_skills(document, entry.speed, policy)
    result = np.full((len(agents), len(laws.classes)), np.nan)
    for cls, number in enumerate(laws.first(("resolution",), entry.resolution)):
        if number < 0:
            continue
        each = entry.resolution[number]
        skill = skills.get(policy.problems[laws.classes["problem"][cls]])
        levels = [agent.skills.get(skill) if skill else None for agent in agents]
        shares = [each.share if level is None else each.levels.get(level, each.share) for level in levels]
        result[:, cls] = np.minimum(1.0, np.array(shares) * each.knowledge)
    return None if np.isnan(result).all() else result
