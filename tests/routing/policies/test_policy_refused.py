"""What a policy file must not say: one slip in a right file gives one clear error."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from routing.errors import (
    BadDocument,
    BadValue,
    Contradiction,
    InputError,
    InputErrors,
    MissingFile,
    MissingKey,
    UnknownKey,
    UnknownName,
)
from routing.policies.policy_file import load_policy, policy_from
from tests.routing.policies.given import VIP_FX, minimal, write

BAD: list[tuple[str, str, type[InputError], int | None, str]] = [
    # What is written instead, in which line, the class of the error, and its message after the file.
    ("peakline: policy/1", "peakline: policy/2", BadValue, 1, "peakline: must be policy/1 (got policy/2)"),
    ("peakline: policy/1", "peakline: scenario/1", BadValue, 1, "peakline: must be policy/1: give a routing policy"),
    ("peakline: policy/1", "#", MissingKey, 2, "peakline: this key is required"),
    ("name: A bank", "nane: A bank", UnknownKey, 2, "nane: is not a key here (did you mean name?)"),
    ("problems: [account, fx]", "#", MissingKey, 1, "problems: this key is required"),
    ("problems: [account, fx]", "problems: account", BadValue, 3, "problems: must be a list (got account)"),
    ("problems: [account, fx]", "problems: []", BadValue, 3, "problems: must not be empty (got [])"),
    ("problems: [account, fx]", "problems: [fx, 1]", BadValue, 3, "problems[1]: must be text (a number or true as"),
    ("problems: [account, fx]", "problems: [account, fx, fx]", BadValue, 3, "problems: names fx twice"),
    ("problems: [account, fx]", "problems: [account, fx, ' a']", BadValue, 3, "must not have spaces around it"),
    (
        "problems: [account, fx]",
        'problems: [account, fx, "a\\u200b"]',
        BadValue,
        3,
        "must not have the invisible character U+200B",
    ),
    (
        "problems: [account, fx]",
        'problems: [account, fx, "a\\nb"]',
        BadValue,
        3,
        "must not have spaces around it or line",
    ),
    ("[vip_fx, fx]}", "[vip_fx, \a]}", BadDocument, 8, "holds the control character U+0007: delete it"),
    ("target_s: 30", "target_s: " + "9" * 5001, BadValue, 14, "queues[0].target_s: is too large a number (got 999"),
    ("[fx_senior, fx]}", "[]}", BadValue, 25, "queues[0].steps[1].pools: must not be empty (got [])"),
    (
        "  - name: rest\n",
        "  - name: all\n  - name: rest\n",
        Contradiction,
        32,
        "queues[3].match: no ticket enters this queue: earlier queues take all of them",
    ),
    ("tiers: [ordinary, vip]", "tiers: [ordinary, '']", BadValue, 4, "tiers[1]: must not be empty"),
    ("tiers: [ordinary, vip]", "tiers: {vip: 1}", BadValue, 4, "tiers: must be a list (got {vip: 1})"),
    (
        "  front: {}",
        "  front: {queue_ordr: []}",
        UnknownKey,
        10,
        "queue_ordr: is not a key here (did you mean queue_order?)",
    ),
    ("  front: {}", "  front: 3", BadValue, 10, "pools.front: must be a mapping of keys to values (got 3)"),
    (
        "[vip_fx, fx]}",
        "[vip_fy, fx]}",
        UnknownName,
        8,
        "is not the name of a queue of this policy (got vip_fy; did you mean vip_fx?)",
    ),
    ("queues:", "queus:", UnknownKey, 11, "queus: is not a key here (did you mean queues?)"),
    ("problem: fx,", "problem: fz,", UnknownName, 13, "is not among the policy's problems (got fz; did you mean fx?)"),
    (
        "problem: fx,",
        "problm: fx,",
        UnknownKey,
        13,
        "queues[0].match.problm: is not a key here (did you mean problem?)",
    ),
    (
        "tier: [vip]",
        "tier: [vip, vipp]",
        UnknownName,
        13,
        "queues[0].match.tier[1]: is not among the policy's tiers (got vipp; did you mean vip?)",
    ),
    ("tier: [vip]", "tier: []", BadValue, 13, "queues[0].match.tier: must not be empty"),
    ("[phone, chat]}", "[phone, mail]}", UnknownName, 13, "is not among the policy's channels (got mail)"),
    (
        "target_s: 30",
        "target_min: 0.5",
        UnknownKey,
        14,
        "queues[0].target_min: is not a key here (did you mean target_s?)",
    ),
    (
        "target_s: 30",
        "target_s: 30s",
        BadValue,
        14,
        "queues[0].target_s: must be a bare number: the key says its unit (got 30s)",
    ),
    ("target_s: 30", "target_s: -1", BadValue, 14, "queues[0].target_s: must be from 0 to 2592000 seconds (got -1)"),
    ("target_s: 30", "target_s: .nan", BadValue, 14, "queues[0].target_s: must be a finite number (got nan)"),
    ("target_s: 30", "target_s: .inf", BadValue, 14, "queues[0].target_s: must be a finite number (got inf)"),
    ("target_s: 30", "target_s: 0.0000005", BadValue, 14, "queues[0].target_s: must have at most 6 decimals"),
    (
        "head_start_s: 60.5",
        "head_start_s: 3000000",
        BadValue,
        15,
        "must be from -2592000 to 2592000 seconds (got 3000000)",
    ),
    ("ageing: 1.25", "ageing: 0", BadValue, 16, "queues[0].ageing: must be from 0.001 to 1000 (got 0)"),
    ("ageing: 1.25", "ageing: fast", BadValue, 16, "queues[0].ageing: must be a number (got fast)"),
    ("band: 1", "band: 16", BadValue, 17, "queues[0].band: must be 15 or less (got 16)"),
    ("band: 1", "band: 0.5", BadValue, 17, "queues[0].band: must be a whole number (got 0.5)"),
    (
        "promote_after_s: 120",
        "promote_after_s: 0",
        BadValue,
        18,
        "must be more than 0 and at most 2592000 seconds (got 0)",
    ),
    ("max_waiting: 50", "max_waiting: -1", BadValue, 19, "queues[0].max_waiting: must be 0 or more (got -1)"),
    (
        "offer: {expires_s: 20,",
        "offer: {expire_s: 20,",
        UnknownKey,
        20,
        "queues[0].offer.expire_s: is not a key here (did you mean expires_s?)",
    ),
    (
        "offer: {expires_s: 20, decline_pause_s: 45}",
        "offer: manual",
        BadValue,
        20,
        "must be one of: auto; or a mapping of keys to values (got manual)",
    ),
    (
        "wrap_up: {capped_s: 60}",
        "wrap_up: {capped_s: 60, fixed_s: 9}",
        BadValue,
        21,
        "queues[0].wrap_up: must have one of fixed_s and capped_s",
    ),
    (
        "wrap_up: {capped_s: 60}",
        "wrap_up: fixed",
        BadValue,
        21,
        "must be one of: manual, none; or a mapping of keys to values (got fixed)",
    ),
    (
        "never_relax: [fx]",
        "never_relax: [fxx]",
        UnknownName,
        22,
        "queues[0].never_relax[0]: is not among the policy's skills and labels (got fxx; did you mean fx?)",
    ),
    (
        "{from_s: 0,",
        "{from_s: 5,",
        BadValue,
        24,
        "queues[0].steps[0].from_s: the first step must hold from 0 seconds (got 5)",
    ),
    (
        "{from_s: 20,",
        "{from_s: 40,",
        BadValue,
        26,
        "queues[0].steps[2].from_s: must be later than that of the step before (got 40)",
    ),
    (
        "skills: {fx: 3}, prefer",
        "skills: {fx: 4}, prefer",
        Contradiction,
        26,
        "queues[0].steps[2].skills.fx: a later step must not raise a level: the step before asks for 3 (got 4)",
    ),
    (
        "skills: {fx: 3}, prefer",
        "skills: {fx: 3, account: 1}, prefer",
        Contradiction,
        26,
        "steps[2].skills.account: a later step must not ask for a skill that the step before does not",
    ),
    (
        "skills: {fx: 3}, prefer",
        "skills: {fx: 2}, prefer",
        Contradiction,
        26,
        "queues[0].steps[2].skills: never_relax holds fx at level 3 in all steps",
    ),
    (
        "[fx_senior, fx]}",
        "[fx]}",
        Contradiction,
        25,
        "queues[0].steps[1].pools: a later step must keep the pools of the step before: fx_senior",
    ),
    (
        "[fx_senior, fx]}",
        "[fx_senior, fy]}",
        UnknownName,
        25,
        "queues[0].steps[1].pools[1]: is not among the policy's pools (got fy; did you mean fx?)",
    ),
    (
        "account: 1}, pools",
        "account: 6}, pools",
        BadValue,
        24,
        "queues[0].steps[0].skills.account: must be 5 or less (got 6)",
    ),
    (
        "account: 1}, pools",
        "acount: 1}, pools",
        UnknownName,
        24,
        "is not among the policy's skills (got acount; did you mean account?)",
    ),
    (
        "[round_robin]",
        "[round_robbin]",
        BadValue,
        26,
        "queues[0].steps[2].prefer[0]: must be one of: pool_order, level, scarce_last",
    ),
    ("[round_robin]", "[level, level]", BadValue, 26, "queues[0].steps[2].prefer: names level twice"),
    (
        "  - name: fx\n",
        "  - name: vip_fx\n",
        BadValue,
        27,
        "queues[1].name: names a queue twice, first in queues[0] (got vip_fx)",
    ),
    (
        "match: {problem: [fx]}",
        "match: {problem: fx, tier: vip}",
        Contradiction,
        28,
        "queues[1].match: no ticket enters this queue: earlier queues take all of them (vip_fx)",
    ),
    ("steps: [{skills: {fx: 1}}]", "steps: []", BadValue, 30, "queues[1].steps: must not be empty"),
    (
        "  - name: rest\n",
        "",
        Contradiction,
        28,
        "queues[1].match: the last queue must admit every ticket: add a queue without match",
    ),
    (
        "  - name: rest\n",
        "  - {name: rest, name: all}\n",
        BadDocument,
        31,
        "queues[2].name: this key stands twice, first in line 31",
    ),
    ("name: A bank", "order: due", Contradiction, 15, "queues[0].head_start_s: has no effect where order is due"),
    ("name: A bank", "order: fifo", BadValue, 2, "order: must be one of: credit, due (got fifo)"),
]


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "line", "message"), BAD, ids=[f"{number}: {case[1]}" for number, case in enumerate(BAD)]
)
def test_what_a_policy_must_not_say(
    tmp_path: Path, right: str, wrong: str, kind: type[InputError], line: int, message: str
) -> None:
    """One slip in a right policy file gives an error with file, line, place, rule, value and nearest name."""
    assert right in VIP_FX
    file = write(tmp_path, VIP_FX.replace(right, wrong, 1))
    with pytest.raises(InputError) as raised:
        load_policy(file)
    errors = raised.value.errors if isinstance(raised.value, InputErrors) else (raised.value,)
    said = [error for error in errors if message in str(error)]
    assert said, str(raised.value)
    assert isinstance(said[0], kind)
    assert str(said[0]).startswith(f"{file}:{line}: ")


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"", BadDocument, "is empty"),
        (b"\x00\x01\x02", BadDocument, "is not text"),
        (b"x" * 10_000_000, BadDocument, "is larger than 8 MB"),
        (b"peakline: policy/1\n" + bytes(range(128, 256)), BadDocument, "is not text in UTF-8"),
        (b"[]", BadValue, "must be a mapping of keys to values"),
        (b"policy", BadValue, "must be a mapping of keys to values"),
        (b"peakline: [policy/1", BadDocument, "is not YAML"),
        (b"a: &a [*a]", BadDocument, "stands inside what it stands for"),
    ],
)
def test_what_is_no_policy_at_all(tmp_path: Path, content: bytes, kind: type[InputError], message: str) -> None:
    """Junk gives one error with the name of the file."""
    file = write(tmp_path, content)
    with pytest.raises(kind) as raised:
        load_policy(file)
    assert message in str(raised.value)
    assert str(raised.value).startswith(str(file))


def test_a_missing_policy_names_its_neighbour(tmp_path: Path) -> None:
    """A misspelt file name is said together with the nearest one."""
    write(tmp_path, VIP_FX)
    with pytest.raises(MissingFile, match=r"there is no such file \(did you mean policy\.yaml\?\)"):
        load_policy(tmp_path / "polcy.yaml")


def test_too_many_queues_or_steps_are_refused() -> None:
    """The kernel's tables have limits, and the file says them."""
    queues = [{"name": f"q{n}"} for n in range(257)]
    with pytest.raises(BadValue, match="queues: must have at most 256 entries"):
        policy_from(minimal(queues=queues))
    steps = [{"from_s": n} for n in range(33)]
    with pytest.raises(BadValue, match=r"queues\[0\]\.steps: must have at most 32 entries"):
        policy_from(minimal(queues=[{"name": "a", "steps": steps}]))


@pytest.mark.parametrize(
    ("slips", "lines"),
    [
        ([("band: 1", "band: 99"), ("ageing: 1.25", "ageing: -1"), ("name: rest", "nme: rest")], [16, 17, 31]),
        ([("tier: [vip]", "tier: [vop]"), ("[fx_senior, fx]}", "[fx]}"), ("[vip_fx, fx]}", "[fz]}")], [8, 13, 25]),
    ],
)
def test_all_findings_come_at_once(tmp_path: Path, slips: list[tuple[str, str]], lines: list[int]) -> None:
    """A file with three slips says three, in the order of its lines."""
    content = VIP_FX
    for right, wrong in slips:
        content = content.replace(right, wrong, 1)
    with pytest.raises(InputErrors) as raised:
        load_policy(write(tmp_path, content))
    assert [error.line for error in raised.value.errors] == lines


SCRAPS = (
    "{",
    "}",
    "[",
    "]",
    ":",
    "-",
    " ",
    "\n",
    "\t",
    "*x",
    "&x",
    "!!str",
    "'",
    '"',
    "#",
    "|",
    "<<",
    "~",
    "@",
    "? ",
    "\u2028",
)
VALUES = ("null", "true", "1e999", "-1", ".nan", "9" * 500, "fx", "💥", "2024-01-01", "")


def test_no_slip_of_the_keyboard_gets_past_as_another_error(tmp_path: Path) -> None:
    """500 files with random scraps in random places load, or are refused with an input error that names the file."""
    messages: list[str] = []
    for seed in range(500):
        chance = Random(seed)
        content = VIP_FX
        for _ in range(chance.randint(1, 2)):
            start = chance.randrange(len(content))
            scrap = chance.choice((chance.choice(SCRAPS), chance.choice(VALUES), content[start : start + 20]))
            content = content[:start] + scrap + content[start + chance.choice((0, 1, 10)) :]
        file = write(tmp_path, content)
        try:
            load_policy(file)
        except InputError as error:
            messages.append(str(error))
    assert len(messages) > 250
    assert [message for message in messages if not message.startswith(str(tmp_path))] == []
