"""What the further parts of a policy file must not say: labels, units, delays, reservations, offers, overflow."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
import yaml

from routing.errors import BadValue, Contradiction, InputError, InputErrors, UnknownKey, UnknownName
from routing.policies.policy_file import load_policy, policy_from
from tests.routing.policies.given import FULL, minimal, write

BAD: list[tuple[str, str, type[InputError], int, str]] = [
    # What is written instead, in which line, the class of the error, and its message after the file.
    ("{units: 3}", "{units: 0}", BadValue, 6, "channels.phone.units: must be 1 or more (got 0)"),
    ("{units: 3}", "{units: 101}", BadValue, 6, "channels.phone.units: must be 100 or less (got 101)"),
    ("{units: 3}", "{units: 1.5}", BadValue, 6, "channels.phone.units: must be a whole number (got 1.5)"),
    ("{units: 3}", "{unit: 3}", UnknownKey, 6, "channels.phone.unit: is not a key here (did you mean units?)"),
    ("phone: {units: 3}", "phone: 3", BadValue, 6, "channels.phone: must be a mapping of keys to values (got 3)"),
    ("  phone: {units: 3}\n  chat: {}\n  mail:\n", "  {}\n", BadValue, 5, "channels: must not be empty (got {})"),
    ("  phone: {units: 3}\n  chat: {}\n  mail:\n", "  phone\n", BadValue, 5, "channels: must be a list (got phone)"),
    ("  phone: {units: 3}\n  chat: {}\n  mail:\n", "  [phone, phone]\n", BadValue, 5, "channels: names phone twice"),
    (
        "language: text",
        "language: string",
        BadValue,
        10,
        "labels.language: must be one of: text, number, yes_no (got string)",
    ),
    (
        "language: text",
        "fx: text, language: text",
        Contradiction,
        10,
        "labels.fx: a skill has this name too: never_relax could mean either",
    ),
    (
        "delay_s: {rest: 20,",
        "delay_s: {rst: 20,",
        UnknownName,
        12,
        "pools.senior.delay_s.rst: is not the name of a queue of this policy (got rst; did you mean rest?)",
    ),
    (
        "delay_s: {rest: 20,",
        "delay_s: {rest: -1,",
        BadValue,
        12,
        "pools.senior.delay_s.rest: must be from 0 to 2592000 seconds (got -1)",
    ),
    (
        "delay_s: {rest: 20,",
        "delay_s: {rest: 20s,",
        BadValue,
        12,
        "pools.senior.delay_s.rest: must be a bare number: the key says its unit (got 20s)",
    ),
    (
        "delay_s: {rest",
        "delay_min: {rest",
        UnknownKey,
        12,
        "pools.senior.delay_min: is not a key here (did you mean delay_s?)",
    ),
    (
        "pool: front,",
        "pool: font,",
        UnknownName,
        17,
        "reservations[1].pool: is not among the policy's pools (got font; did you mean front?)",
    ),
    ("pool: front,", "", InputError, 17, "reservations[1].pool: this key is required"),
    (
        "for: [vip],",
        "for: [vp],",
        UnknownName,
        16,
        "reservations[0].for[0]: is not the name of a queue of this policy (got vp; did you mean vip?)",
    ),
    ("for: fx,", "for: [],", BadValue, 17, "reservations[1].for: must not be empty"),
    ("for: fx,", "form: fx,", UnknownKey, 17, "reservations[1].form: is not a key here (did you mean for?)"),
    ("for: [vip, fx]", "for: [vip, vip]", BadValue, 18, "reservations[2].for: names vip twice"),
    ("keep_free: 2", "keep_free: 0", BadValue, 16, "reservations[0].keep_free: must be 1 or more (got 0)"),
    ("{waiting: 4}", "{}", BadValue, 17, "reservations[1].lift: must have at least one of waiting, after_s"),
    ("{waiting: 4}", "{after_s: 9, until: 2}", BadValue, 17, "reservations[1].lift: until goes with waiting"),
    (
        "{waiting: 4}",
        "{waiting: 4, after_s: 0}",
        BadValue,
        17,
        "reservations[1].lift.after_s: must be more than 0 and at most 2592000 seconds (got 0)",
    ),
    (
        "until: 5",
        "until: 10",
        BadValue,
        16,
        "reservations[0].lift.until: must be less than waiting, which is 10 (got 10)",
    ),
    (
        "labels: {resident: true",
        "labels: {residnt: true",
        UnknownName,
        24,
        "queues[0].match.labels.residnt: is not among the policy's labels (got residnt; did you mean resident?)",
    ),
    (
        "resident: true",
        "resident: yes",
        BadValue,
        24,
        "queues[0].match.labels.resident: must be true or false: the label is yes or no (got yes)",
    ),
    (
        "resident: true",
        "resident: 1",
        BadValue,
        24,
        "queues[0].match.labels.resident: must be true or false: the label is yes or no (got 1)",
    ),
    (
        "resident: true",
        "resident: 1.5",
        BadValue,
        24,
        "queues[0].match.labels.resident: must be text, a whole number, or true or false (got 1.5)",
    ),
    (
        "resident: true",
        "resident: null",
        BadValue,
        24,
        "queues[0].match.labels.resident: must be text, a whole number, or true or false",
    ),
    (
        "resident: true",
        "resident: {}",
        BadValue,
        24,
        "queues[0].match.labels.resident: must have at least one of eq, ne, lt, le, gt, ge, in",
    ),
    (
        "resident: true",
        "resident: {gt: false}",
        BadValue,
        24,
        "queues[0].match.labels.resident.gt: only numbers are less or more: use eq, ne or in",
    ),
    ("ge: 2010", "gte: 2010", UnknownKey, 24, "queues[0].match.labels.since.gte: is not a key here (did you mean gt?)"),
    (
        "ge: 2010",
        "ge: '2010'",
        BadValue,
        24,
        "queues[0].match.labels.since: must be a whole number from -1000000000 to 1000000000: the label is a number (got 2010)",
    ),
    ("ge: 2010", "ge: 1000000001", BadValue, 24, "the label is a number (got 1000000001)"),
    (
        "ge: 2010",
        "ge: 2020",
        Contradiction,
        24,
        "queues[0].match.labels.since: no value of this label satisfies these conditions together",
    ),
    (
        "language: [fr, de]",
        "language: [fr, 5]",
        BadValue,
        24,
        "queues[0].match.labels.language: must be text of 1 to 64 characters: the label is text (got 5)",
    ),
    ("language: [fr, de]", "language: []", BadValue, 24, "queues[0].match.labels.language: must not be empty"),
    (
        "language: [fr, de]",
        "language: {in: [fr, fr]}",
        BadValue,
        24,
        "queues[0].match.labels.language.in: names fr twice",
    ),
    (
        "language: [fr, de]",
        "language: {in: fr}",
        BadValue,
        24,
        "queues[0].match.labels.language.in: must be a list (got fr)",
    ),
    (
        "on_expiry: break",
        "on_expiry: brake",
        BadValue,
        25,
        "queues[0].offer.on_expiry: must be one of: stay, break, offline (got brake; did you mean break?)",
    ),
    ("expiry_limit: 2", "expiry_limit: 0", BadValue, 25, "queues[0].offer.expiry_limit: must be 1 or more (got 0)"),
    (
        "expiry_limit: 2",
        "expiry_limt: 2",
        UnknownKey,
        25,
        "queues[0].offer.expiry_limt: is not a key here (did you mean expiry_limit?)",
    ),
    (
        "last_s: 60",
        "last_s: -1",
        BadValue,
        26,
        "queues[0].preferred.last_s: must be from 0 to 2592000 seconds (got -1)",
    ),
    (
        "last_s: 60",
        "last_min: 1",
        UnknownKey,
        26,
        "queues[0].preferred.last_min: is not a key here (did you mean last_s?)",
    ),
    (
        "gather_after_s: 45",
        "gather_after_s: 0",
        BadValue,
        27,
        "queues[0].gather_after_s: must be more than 0 and at most 2592000 seconds (got 0)",
    ),
    (
        "to: {queue: rest}}\n      - {when: {waiting: 20",
        "to: {queue: rst}}\n      - {when: {waiting: 20",
        UnknownName,
        29,
        "queues[0].overflow[0].to.queue: is not the name of a queue of this policy (got rst; did you mean rest?)",
    ),
    (
        "to: {queue: rest}}\n      - {when: {waiting: 20",
        "to: {queue: vip}}\n      - {when: {waiting: 20",
        Contradiction,
        29,
        "queues[0].overflow[0].to.queue: a queue must not overflow into itself (got vip)",
    ),
    (
        "  - name: rest\n    announce_wait: false",
        "  - {name: rest, overflow: [{when: closed, to: {queue: vip}}]}",
        Contradiction,
        29,
        "queues[0].overflow[0].to.queue: tickets could go round and round: vip → rest → vip (got rest)",
    ),
    (
        "  - name: rest\n    announce_wait: false",
        "  - {name: rest, overflow: [{when: closed, to: {queue: fx}}]}",
        Contradiction,
        41,
        "queues[1].overflow[0].to.queue: tickets could go round and round: fx → rest → fx (got rest)",
    ),
    (
        "when: closed",
        "when: shut",
        BadValue,
        29,
        "queues[0].overflow[0].when: must be one of: closed, nobody_on_shift; or a mapping of keys to values (got shut)",
    ),
    ("{when: closed, ", "{", InputError, 29, "queues[0].overflow[0].when: this key is required"),
    (
        "to: callback",
        "to: voicemail",
        BadValue,
        30,
        "queues[0].overflow[1].to: must be one of: callback, bot, message; or a mapping of keys to values (got voicemail)",
    ),
    (
        "until: 15",
        "until: 20",
        BadValue,
        30,
        "queues[0].overflow[1].when.until: must be less than waiting, which is 20 (got 20)",
    ),
    (
        "{waiting: 20, until: 15}",
        "{}",
        BadValue,
        30,
        "queues[0].overflow[1].when: must have one of waiting, ewt_s, waited_s",
    ),
    (
        "{waiting: 20, until: 15}",
        "{waiting: 20, waited_s: 5}",
        BadValue,
        30,
        "queues[0].overflow[1].when: must have one of waiting, ewt_s, waited_s",
    ),
    (
        "{waiting: 20, until: 15}",
        "{waited_s: 5, until: 2}",
        BadValue,
        30,
        "queues[0].overflow[1].when: until goes with waiting",
    ),
    (
        "{waiting: 20, until: 15}",
        "{waiting: 0}",
        BadValue,
        30,
        "queues[0].overflow[1].when.waiting: must be 1 or more (got 0)",
    ),
    (
        "{waiting: 20, until: 15}",
        "{waiting: 20, ewt_s: 120}",
        BadValue,
        30,
        "queues[0].overflow[1].when: must have one of waiting, ewt_s, waited_s",
    ),
    (
        "{waiting: 20, until: 15}",
        "{waiting: 20, until_s: 15}",
        BadValue,
        30,
        "queues[0].overflow[1].when: until_s goes with ewt_s",
    ),
    (
        "{waiting: 20, until: 15}",
        "{until_s: 15}",
        BadValue,
        30,
        "queues[0].overflow[1].when: must have one of waiting, ewt_s, waited_s",
    ),
    (
        "{waiting: 20, until: 15}",
        "{ewt_s: 120, until: 15}",
        BadValue,
        30,
        "queues[0].overflow[1].when: until goes with waiting",
    ),
    (
        "{waiting: 20, until: 15}",
        "{ewt_s: 120, until_s: 121}",
        BadValue,
        30,
        "queues[0].overflow[1].when.until_s: must not be more than ewt_s, which is 120 (got 121)",
    ),
    (
        "{waiting: 20, until: 15}",
        "{ewt_s: 0}",
        BadValue,
        30,
        "queues[0].overflow[1].when.ewt_s: must be more than 0 and at most 2592000 seconds (got 0)",
    ),
    (
        "{waiting: 20, until: 15}",
        "{ewt: 120}",
        UnknownKey,
        30,
        "queues[0].overflow[1].when.ewt: is not a key here (did you mean ewt_s?)",
    ),
    (
        "{waited_s: 300}",
        "{waited_min: 5}",
        UnknownKey,
        31,
        "queues[0].overflow[2].when.waited_min: is not a key here (did you mean waited_s?)",
    ),
    (
        "[licence, language]",
        "[licence, langage]",
        UnknownName,
        33,
        "queues[0].never_relax[1]: is not among the policy's skills and labels (got langage; did you mean language?)",
    ),
    (
        "[licence, language]",
        "[licence, resident]",
        Contradiction,
        33,
        "queues[0].never_relax[1]: the first step has no condition on this label, which must never be relaxed (got resident)",
    ),
    (
        "labels: {language: {ne: en}}, pools: [senior, front]",
        "pools: [senior, front]",
        Contradiction,
        36,
        "queues[0].steps[1].labels: never_relax asks in all steps that language ≠ en",
    ),
    (
        "labels: {language: {ne: en}}, pools: [senior, front]",
        "labels: {language: {ne: en}, resident: true}, pools: [senior, front]",
        Contradiction,
        36,
        "queues[0].steps[1].labels.resident: a later step may only drop conditions: the step before does not ask that resident = true",
    ),
    (
        "labels: {language: {ne: en}}, pools: [senior, front]",
        "labels: {language: {ne: en}, since: {le: 1999}}, pools: [senior, front]",
        Contradiction,
        36,
        "queues[0].steps[1].labels.since: a later step may only drop conditions: the step before does not ask that since ≤ 1999",
    ),
    (
        "labels: {language: {ne: en}, since",
        "labels: {langage: {ne: en}, since",
        UnknownName,
        35,
        "queues[0].steps[0].labels.langage: is not among the policy's labels (got langage; did you mean language?)",
    ),
    (
        "{le: 2000}",
        "{le: 2000, gt: 2000}",
        Contradiction,
        35,
        "queues[0].steps[0].labels.since: no value of this label satisfies these conditions together",
    ),
    (
        "only_if_absent: true",
        "only_if_absent: 1",
        BadValue,
        37,
        "queues[0].steps[2].only_if_absent: must be true or false (got 1)",
    ),
    (
        "{skills: {fx: 3, licence: 1}, labels",
        "{only_if_absent: true, skills: {fx: 3, licence: 1}, labels",
        Contradiction,
        35,
        "queues[0].steps[0].only_if_absent: the first step holds always: only a later one can ask whether those before are absent",
    ),
    ("accept: auto", "accept: yes", BadValue, 40, "queues[1].offer.accept: must be one of: manual, auto (got yes)"),
    (
        "  - name: rest\n    announce_wait: false",
        "  - {name: rest, match: {labels: {resident: {ne: true}}}}",
        Contradiction,
        42,
        "queues[2].match: the last queue must admit every ticket: add a queue without match",
    ),
]


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "line", "message"), BAD, ids=[f"{number}: {case[1]}" for number, case in enumerate(BAD)]
)
def test_what_a_policy_must_not_say(
    tmp_path: Path, right: str, wrong: str, kind: type[InputError], line: int, message: str
) -> None:
    """One slip in a right policy file gives an error with file, line, place, rule, value and nearest name."""
    assert right in FULL
    file = write(tmp_path, FULL.replace(right, wrong, 1))
    with pytest.raises(InputError) as raised:
        load_policy(file)
    errors = raised.value.errors if isinstance(raised.value, InputErrors) else (raised.value,)
    said = [error for error in errors if message in str(error)]
    assert said, str(raised.value)
    assert isinstance(said[0], kind)
    assert str(said[0]).startswith(f"{file}:{line}: ")


def test_too_many_reservations_labels_or_rules_are_refused() -> None:
    """The limits of the reference are enforced where the file is read."""
    reserved = [{"pool": "a", "keep_free": 1, "for": "all"}] * 63
    with pytest.raises(BadValue, match="reservations: must have at most 62 entries"):
        policy_from(minimal(pools={"a": {}}, reservations=reserved))
    with pytest.raises(BadValue, match="labels: must have at most 64 entries"):
        policy_from(minimal(labels={f"l{n}": "text" for n in range(65)}))
    rules = [{"when": "closed", "to": "bot"}] * 17
    with pytest.raises(BadValue, match=r"queues\[0\]\.overflow: must have at most 16 entries"):
        policy_from(minimal(queues=[{"name": "all", "overflow": rules}]))


def test_a_channel_may_be_written_without_its_units() -> None:
    """A channel that says nothing costs one unit, in whichever way it stands in the file."""
    same = [["phone", "chat"], {"phone": {}, "chat": None}, {"phone": {"units": 1}, "chat": {}}]
    assert len({policy_from(minimal(channels=channels)).hash for channels in same}) == 1


SCRAPS = ("{", "}", "[", "]", ":", "-", " ", "\n", "null", "true", "-1", "1e999", "closed", "fx", "{waiting: 3}", "")


def test_no_slip_of_the_keyboard_gets_past_as_another_error(tmp_path: Path) -> None:
    """300 files with random scraps in random places load, or are refused with an input error that names the file."""
    messages: list[str] = []
    for seed in range(300):
        chance = Random(seed)
        content = FULL
        for _ in range(chance.randint(1, 2)):
            start = chance.randrange(len(content))
            scrap = chance.choice((chance.choice(SCRAPS), content[start : start + 20]))
            content = content[:start] + scrap + content[start + chance.choice((0, 1, 10)) :]
        file = write(tmp_path, content)
        try:
            load_policy(file)
        except InputError as error:
            messages.append(str(error))
    assert len(messages) > 150
    assert [message for message in messages if not message.startswith(str(tmp_path))] == []


WRONG_VALUES: tuple[object, ...] = (
    None,
    True,
    7,
    -1,
    2.5,
    "x",
    [],
    ["x"],
    {},
    {"x": 1},
    {"eq": {}},
    [[1]],
    {"queue": 3},
    {"waiting": "3"},
)


def test_a_value_of_another_type_is_an_input_error_wherever_it_stands() -> None:
    """Each value of the file, replaced by one of every other type, loads or gives an input error, never another one."""
    right, refused = yaml.safe_load(FULL), 0
    for path in _places(right):
        for wrong in WRONG_VALUES:
            data = deepcopy(right)
            inner = data
            for part in path[:-1]:
                inner = inner[part]
            inner[path[-1]] = wrong
            try:
                policy_from(data)
            except InputError:
                refused += 1
    assert refused > 500


def _places(data: object) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        inner = list(data.items())
    elif isinstance(data, list):
        inner = list(enumerate(data))
    return [path for key, value in inner for path in ((key,), *((key, *rest) for rest in _places(value)))]
