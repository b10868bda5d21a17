"""The differences between two policies in words that a planner understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from routing.policies import policy_words as words
from routing.policy import Reservation
from routing.reading.units import plain_seconds
from routing.words.messages import text
from routing.words.place import Path, place
from routing.words.shown import shown

Words = tuple[Callable[[], str], Callable[[Any], str]]
"""What a field is called, and how its values look."""


def sentence_of(path: Path, old: Any, new: Any) -> str:
    """Say that what stands at ``path`` was ``old`` and is ``new``; None stands for "not there".

    Parameters
    ----------
    path
        As :class:`routing.policies.policy_diff.Change` has it.
    old, new
        Of the types of :mod:`routing.policy`.
    """
    if path[0] == "queues":
        return _of_queue(path[1:], old, new)
    if path[0] == "reservations":
        return _of_reservation(old, new)
    if path[0] in _VOCABULARY:
        return _of_vocabulary(path, old, new)
    if path == ("name",):
        return text("The name {old} becomes {new}.", old=shown(old), new=shown(new))
    what, written = _OF_POLICY.get(str(path[0]), (lambda: place(path), shown))
    return _sentence(_owner(path), what(), old, new, written)


def _sentence(subject: str, what: str, old: Any, new: Any, written: Callable[[Any], str]) -> str:
    if old is None:
        return text("{subject}: {what} {new} is new.", subject=subject, what=what, new=written(new))
    if new is None:
        return text("{subject}: {what} {old} is gone.", subject=subject, what=what, old=written(old))
    return text(
        "{subject}: {what} {old} becomes {new}.", subject=subject, what=what, old=written(old), new=written(new)
    )


def _whole(subject: str, old: Any, new: Any) -> str:
    if old is None:
        return text("{subject} is new.", subject=subject)
    if new is None:
        return text("{subject} is gone.", subject=subject)
    return text("{subject}: the order is now {names}.", subject=subject, names=words.names(new))


def _of_vocabulary(path: Path, old: Any, new: Any) -> str:
    several, one = _VOCABULARY[str(path[0])]
    return _whole(several() if len(path) == 1 else one(shown(path[1])), old, new)


def _owner(path: Path) -> str:
    name = shown(path[1]) if len(path) > 1 else ""
    if path[0] == "labels":
        return text("Label {label}", label=name)
    if path[0] == "costs":
        return text("Channel {channel}", channel=name)
    if path[0] == "delays" and len(path) > 2:
        return text("Pool {pool}, queue {queue}", pool=name, queue=shown(path[2]))
    return text("Pool {pool}", pool=name)


def _delays(delays: int | tuple[tuple[str, int], ...]) -> str:
    if isinstance(delays, int):
        return words.time(delays)
    return ", ".join(f"{shown(queue)} {words.time(delay)}" for queue, delay in delays) or text("none")


def _of_reservation(old: Reservation | None, new: Reservation | None) -> str:
    stated = old if old is not None else new
    assert stated is not None
    pool, queues = shown(stated.pool), words.names(stated.queues)
    subject = text("Reservation of pool {pool} for {queues}", pool=pool, queues=queues)
    if old is None or new is None:
        return _whole(subject, old, new)
    changed = [field.name for field in fields(old) if getattr(old, field.name) != getattr(new, field.name)]
    facts = []
    if "queues" in changed:
        facts.append(text("is now for {queues}", queues=words.names(new.queues)))
    if "keep_free" in changed:
        facts.append(text("keeps {new} agents free instead of {old}", old=old.keep_free, new=new.keep_free))
    if words.lifts(old) != words.lifts(new):
        facts.append(text("is lifted: {lifts}", lifts=words.lifts(new)))
    if not facts:
        return text("{subject} changes where it has no effect.", subject=subject)
    return text("{subject} {facts}.", subject=subject, facts=", ".join(facts))


def _of_queue(path: Path, old: Any, new: Any) -> str:
    if not path:
        return _whole(text("Queues"), old, new)
    subject = text("Queue {queue}", queue=shown(path[0]))
    if len(path) == 1:
        return _whole(subject, old, new)
    field = str(path[1])
    if field == "name":
        return text("Queue {old} is now called {new}.", old=shown(old), new=shown(new))
    if field == "steps":
        return _of_step(subject, path[2:], old, new)
    if field in {"match", "hold_us"}:
        field = f"{field}.{path[2]}"
    if field == "overflow" and len(path) == 2:
        rules = "; ".join(words.overflow(rule) for rule in new)
        return text("{queue}, overflow: the order is now {rules}.", queue=subject, rules=rules)
    what, written = QUEUE_WORDS.get(field, (lambda: place(path[1:]), shown))
    return _sentence(subject, what(), old, new, written)


def _of_step(queue: str, path: Path, old: Any, new: Any) -> str:
    subject = text("{queue}, step from {seconds} s", queue=queue, seconds=plain_seconds(int(path[0])))
    if len(path) == 1:
        return _whole(subject, old, new)
    if path[1] == "skills":
        return _sentence(subject, text("level of skill {skill}", skill=shown(path[2])), old, new, shown)
    what, written = STEP_WORDS.get(str(path[1]), (lambda: place(path[1:]), shown))
    return _sentence(subject, what(), old, new, written)


def _all_or_names(values: tuple[str, ...]) -> str:
    return words.names(values) if values else text("all")


def _limit(value: int) -> str:
    return text("no limit") if value < 0 else shown(value)


def _quoted(written: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: f'"{written(value)}"'


def _factor(per_mille: int) -> str:
    return f"{per_mille / 1000:g}"


def _terms(terms: tuple[Any, ...]) -> str:
    return ", ".join(term.name.lower() for term in terms)


_VOCABULARY: Final[Mapping[str, tuple[Callable[[], str], Callable[[str], str]]]] = {
    "problems": (lambda: text("Problems"), lambda name: text("Problem {name}", name=name)),
    "tiers": (lambda: text("Tiers"), lambda name: text("Tier {name}", name=name)),
    "channels": (lambda: text("Channels"), lambda name: text("Channel {channel}", channel=name)),
    "skills": (lambda: text("Skills"), lambda name: text("Skill {name}", name=name)),
    "pools": (lambda: text("Pools"), lambda name: text("Pool {pool}", pool=name)),
}
_OF_POLICY: Final[Mapping[str, Words]] = {
    "labels": (lambda: text("type"), words.label_type),
    "costs": (lambda: text("units per ticket"), shown),
    "delays": (lambda: text("delay"), _delays),
    "queue_order": (lambda: text("own order of queues"), words.names),
}
QUEUE_WORDS: Final[Mapping[str, Words]] = {
    "match.problems": (lambda: text("problems"), _all_or_names),
    "match.tiers": (lambda: text("tiers"), _all_or_names),
    "match.channels": (lambda: text("channels"), _all_or_names),
    "match.labels": (lambda: text("condition"), _quoted(words.condition)),
    "target_us": (lambda: text("target"), words.time),
    "head_start_us": (lambda: text("head start"), words.time),
    "ageing_per_mille": (lambda: text("ageing"), _factor),
    "band": (lambda: text("band"), shown),
    "promote_after_us": (lambda: text("time to promotion"), words.time),
    "max_waiting": (lambda: text("greatest number of waiting tickets"), _limit),
    "auto_accept": (lambda: text("offers accepted at once"), words.yes_or_no),
    "offer_expires_us": (lambda: text("time to the expiry of an offer"), words.time),
    "decline_pause_us": (lambda: text("pause after a decline"), words.time),
    "wrap_up": (lambda: text("wrap-up"), words.wrap_up),
    "wrap_up_us": (lambda: text("length of the wrap-up"), words.time),
    "never_relax": (lambda: text("never relaxed"), words.names),
    "on_expiry": (lambda: text("presence after unanswered offers"), words.on_expiry),
    "expiry_limit": (lambda: text("unanswered offers before that"), shown),
    "hold_us.last": (lambda: text("hold for the agent last spoken to"), words.time),
    "hold_us.dedicated": (lambda: text("hold for the dedicated agent"), words.time),
    "hold_us.owner": (lambda: text("hold for the owner"), words.time),
    "overflow": (lambda: text("rule of overflow"), _quoted(words.overflow)),
    "gather_after_us": (lambda: text("time to the gathering of units"), words.time),
    "announces_wait": (lambda: text("expected waits announced"), words.yes_or_no),
}
"""Of each field of a queue but its name and steps."""
STEP_WORDS: Final[Mapping[str, Words]] = {
    "from_us": (lambda: text("beginning"), words.time),
    "pools": (lambda: text("pools"), _all_or_names),
    "prefer": (lambda: text("preference"), _terms),
    "labels": (lambda: text("condition"), _quoted(words.condition)),
    "only_if_absent": (lambda: text("only if nobody is there before"), words.yes_or_no),
}
"""Of each field of a step but its skills."""
