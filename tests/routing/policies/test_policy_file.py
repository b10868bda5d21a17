"""Policy files: what they say becomes a policy, exactly; what they must not say becomes one clear error."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from routing.errors import BadValue, InputErrors
from routing.model import NEVER, SECOND, Prefer
from routing.policies.policy_check import Severity, check_policy
from routing.policies.policy_dump import dump_policy, to_mapping
from routing.policies.policy_file import load_policy, policy_from
from routing.policies.policy_hash import canonical, hashed, policy_hash
from routing.policies.policy_schema import (
    MAX_BAND,
    MAX_EXPIRIES,
    MAX_KEPT_FREE,
    MAX_LABELS,
    MAX_OVERFLOW,
    MAX_QUEUES,
    MAX_RESERVATIONS,
    MAX_STEPS,
    MAX_UNITS,
    MAX_WAITING,
    ChannelFile,
    ConditionFile,
    LiftFile,
    MatchFile,
    OfferFile,
    OverflowFile,
    PolicyFile,
    PoolFile,
    PreferredFile,
    QueueFile,
    ReservationFile,
    StepFile,
    Term,
    ToFile,
    WhenFile,
    WrapUpFile,
)
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from routing.reading.document import Document
from routing.reading.units import MONTH_S
from tests.routing.policies.given import FULL, VIP_FX, minimal, variants, write


def test_a_policy_file_becomes_a_policy(tmp_path: Path) -> None:
    """Every key lands in its field, in whole microseconds and thousandths; what is left out has its default."""
    policy = load_policy(write(tmp_path, VIP_FX))
    longest_idle = (Prefer.LONGEST_IDLE,)
    level = (Prefer.LEVEL, Prefer.SCARCE_LAST)
    assert replace(policy, hash="") == Policy(
        name="A bank",
        problems=("account", "fx"),
        tiers=("ordinary", "vip"),
        channels=("phone", "chat"),
        skills=("account", "fx"),
        pools=("fx_senior", "fx", "front"),
        queues=(
            Queue(
                name="vip_fx",
                match=Match(("fx",), ("vip",), ("phone", "chat")),
                steps=(
                    Step(0, (("account", 1), ("fx", 3)), ("fx_senior",), level),
                    Step(20 * SECOND, (("fx", 3),), ("fx_senior", "fx"), level),
                    Step(40 * SECOND, (("fx", 3),), (), (Prefer.ROUND_ROBIN,)),
                ),
                target_us=30 * SECOND,
                head_start_us=60_500_000,
                ageing_per_mille=1250,
                band=1,
                promote_after_us=120 * SECOND,
                max_waiting=50,
                auto_accept=False,
                offer_expires_us=20 * SECOND,
                decline_pause_us=45 * SECOND,
                wrap_up=WrapUp.CAPPED,
                wrap_up_us=60 * SECOND,
                never_relax=("fx",),
            ),
            Queue("fx", Match(("fx",)), (Step(0, (("fx", 1),), (), longest_idle),), wrap_up=WrapUp.NONE),
            Queue("rest"),
        ),
        queue_order=(("fx_senior", ("vip_fx", "fx")),),
    )


def test_every_further_key_becomes_its_field(tmp_path: Path) -> None:
    """Labels, units, delays, reservations, offers, preferred agents, overflow and conditional steps land exactly."""
    policy = load_policy(write(tmp_path, FULL))
    vip, fx, rest = policy.queues
    assert policy.channels == ("phone", "chat", "mail")
    assert policy.costs == (("phone", 3),)
    assert policy.labels == (
        ("language", LabelType.TEXT),
        ("since", LabelType.NUMBER),
        ("resident", LabelType.YES_NO),
    )
    assert policy.queue_order == (("senior", ("vip", "fx")),)
    assert policy.delays == (("senior", (("rest", 20 * SECOND), ("fx", 2_500_000))), ("front", ()))
    assert policy.reservations == (
        Reservation("senior", 2, ("vip",), 10, 5, 60 * SECOND),
        Reservation("front", 1, ("fx",), 4, 3, NEVER),  # without "until" it is one less
        Reservation("senior", 1, ("vip", "fx"), -1, -1, NEVER),
    )
    assert (vip.auto_accept, vip.offer_expires_us, vip.on_expiry, vip.expiry_limit) == (
        False,
        20 * SECOND,
        OnExpiry.BREAK,
        2,
    )
    assert vip.hold_us == (60 * SECOND, 90 * SECOND, 120 * SECOND)
    assert vip.gather_after_us == 45 * SECOND
    assert vip.overflow == (
        Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, "rest"),
        Overflow(OverflowCause.WAITING, OverflowAction.CALLBACK, at=20, until=15),
        Overflow(OverflowCause.WAITED, OverflowAction.MESSAGE, at=300 * SECOND),
        Overflow(OverflowCause.ABSENT, OverflowAction.BOT),
    )
    assert vip.never_relax == ("licence", "language")
    assert (fx.auto_accept, fx.decline_pause_us) == (True, 5 * SECOND)
    assert fx.overflow == (
        Overflow(OverflowCause.WAITING, OverflowAction.QUEUE, "rest", 3, 2),
        Overflow(OverflowCause.EWT, OverflowAction.CALLBACK, at=120 * SECOND, until=60_500_000),
    )
    assert rest == Queue("rest", announces_wait=False)


def test_an_expected_wait_ends_where_it_began() -> None:
    """Without ``until_s``, or with as much, both limits are ``ewt_s``; the least one is a µs, and its end 0."""
    for stated in ({"ewt_s": 90}, {"ewt_s": 90, "until_s": 90}):
        policy = policy_from(minimal(queues=[{"name": "all", "overflow": [{"when": stated, "to": "bot"}]}]))
        assert policy.queues[0].overflow == (
            Overflow(OverflowCause.EWT, OverflowAction.BOT, at=90 * SECOND, until=90 * SECOND),
        )
        assert policy_from(to_mapping(policy)) == policy
    least = policy_from(
        minimal(queues=[{"name": "all", "overflow": [{"when": {"ewt_s": 0.000001, "until_s": 0}, "to": "bot"}]}])
    )
    assert (least.queues[0].overflow[0].at, least.queues[0].overflow[0].until) == (1, 0)
    assert policy_from(to_mapping(least)) == least


def test_conditions_stand_by_label_and_comparison() -> None:
    """A value alone is "=", a list is "in"; several comparisons of one label are conditions of their own."""
    vip = policy_from(yaml.safe_load(FULL)).queues[0]
    not_english = Condition("language", Compare.NE, "en")
    assert vip.match.labels == (
        Condition("language", Compare.IN, ("fr", "de")),
        Condition("resident", Compare.EQ, True),
        Condition("since", Compare.LT, 2020),
        Condition("since", Compare.GE, 2010),
    )
    assert [step.labels for step in vip.steps] == [
        (not_english, Condition("since", Compare.LE, 2000)),
        (not_english,),
        (not_english,),
    ]
    assert [step.only_if_absent for step in vip.steps] == [False, False, True]


def test_order_due_is_a_head_start_of_minus_the_target() -> None:
    """Under ``order: due`` the ticket whose target ends first goes first."""
    policy = policy_from(minimal(order="due", queues=[{"name": "a", "target_s": 45}]))
    assert policy.queues[0].head_start_us == -45 * SECOND


def test_a_policy_without_a_name_has_that_of_its_file(tmp_path: Path) -> None:
    """A name is for people, and the file has one already."""
    assert load_policy(write(tmp_path, dump_policy(policy_from(minimal())))).name == "policy"
    assert policy_from(minimal(), name="inside").name == "inside"


def test_a_manual_offer_may_stand_for_ever() -> None:
    """``offer: {}`` waits for the agent without an end, and pauses 30 s after a decline."""
    queue = policy_from(minimal(queues=[{"name": "a", "offer": {}}])).queues[0]
    assert (queue.auto_accept, queue.offer_expires_us, queue.decline_pause_us) == (False, NEVER, 30 * SECOND)


def test_a_fixed_wrap_up_ends_by_itself() -> None:
    """``wrap_up: {fixed_s: 30}`` is a wrap-up of 30 s exactly."""
    queue = policy_from(minimal(queues=[{"name": "a", "wrap_up": {"fixed_s": 30}}])).queues[0]
    assert (queue.wrap_up, queue.wrap_up_us) == (WrapUp.FIXED, 30 * SECOND)


def test_a_policy_may_stand_inside_another_document() -> None:
    """A scenario may hold its policy; errors say where in the scenario."""
    inside = {"name": "payday", "policy": minimal()}
    document = Document.of(inside, "payday.yaml")
    assert policy_from(document, at=("policy",)).queues[0].name == "all"
    inside["policy"] = minimal(queues=[{"name": "a", "band": 99}])
    with pytest.raises(BadValue, match=r"^payday\.yaml: policy\.queues\[0\]\.band: must be 15 or less \(got 99\)$"):
        policy_from(Document.of(inside, "payday.yaml"), at=("policy",))


@pytest.mark.parametrize("content", [VIP_FX, FULL], ids=("short", "full"))
def test_writing_and_reading_gives_the_same_policy(tmp_path: Path, content: str) -> None:
    """A dumped policy loads as itself, hash included, and so does its plain data."""
    policy = load_policy(write(tmp_path, content))
    assert load_policy(write(tmp_path, dump_policy(policy))) == policy
    assert policy_from(to_mapping(policy)) == policy


def test_every_right_variant_of_a_policy_survives_a_dump() -> None:
    """Whichever single place of a policy is changed, its plain data reads as itself, unless the place has no effect."""
    lost: dict[str, int] = {}
    tried = 0
    for place, policy in variants(policy_from(yaml.safe_load(FULL))):
        if place == "Policy.hash" or any(one.severity is Severity.ERROR for one in check_policy(policy)):
            continue
        try:
            read = policy_from(to_mapping(policy))
        except (BadValue, InputErrors):  # out of a range, which only the file reader checks
            continue
        tried += 1
        if read.hash != policy_hash(policy):
            lost[place] = lost.get(place, 0) + 1
    assert tried > 120
    # A length of a wrap-up that the agent ends, thresholds and a target of overflow that goes without, and the end of
    # a lift that never begins.
    overflow = {f"Overflow.{field}" for field in ("queue", "at", "until", "cause", "action")}
    assert set(lost) <= {"Queue.wrap_up_us", "Reservation.restore_waiting", *overflow}


def test_names_that_look_like_numbers_survive_a_dump(tmp_path: Path) -> None:
    """Names such as 1e5, 007, no and 账户 come back as the text they are."""
    names = ["1e5", "007", "no", "账户", "12", "null", "9:30"]
    policy = policy_from(minimal(problems=names))
    assert load_policy(write(tmp_path, dump_policy(policy))).problems == tuple(names)


def shuffled(value: Any, source: random.Random) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        source.shuffle(keys)
        return {key: shuffled(value[key], source) for key in keys}
    return [shuffled(item, source) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("content", [VIP_FX, FULL], ids=("short", "full"))
def test_the_hash_does_not_depend_on_the_order_of_keys(content: str) -> None:
    """However the keys of a file are arranged, the policy has one hash."""
    data = yaml.safe_load(content)
    data["channels"] = list(data["channels"])  # as keys they have an order: it gives each channel its number
    expected = policy_from(data).hash
    assert {policy_from(shuffled(data, random.Random(seed))).hash for seed in range(20)} == {expected}


@pytest.mark.parametrize("content", [VIP_FX, FULL], ids=("short", "full"))
def test_the_hash_does_not_depend_on_spelled_out_defaults(content: str) -> None:
    """``to_mapping`` spells out every default, and the hash stays."""
    data = yaml.safe_load(content)
    spelled = to_mapping(policy_from(data))
    assert len(str(spelled)) > len(str(data))
    assert policy_from(spelled).hash == policy_from(data).hash


def test_the_hash_does_not_depend_on_the_name_of_the_policy() -> None:
    """The same rules under another title are the same rules."""
    assert policy_from(minimal(name="a")).hash == policy_from(minimal(name="b")).hash


CHANGES: list[tuple[list[Any], Any]] = [
    (["problems"], ["account", "fx", "other"]),
    (["pools", "fx_senior", "queue_order"], ["fx", "vip_fx"]),
    (["queues", 0, "name"], "vips"),
    (["queues", 0, "match", "tier"], ["ordinary"]),
    (["queues", 0, "target_s"], 31),
    (["queues", 0, "head_start_s"], 60.500001),
    (["queues", 0, "ageing"], 1.251),
    (["queues", 0, "band"], 0),
    (["queues", 0, "promote_after_s"], None),
    (["queues", 0, "max_waiting"], 0),
    (["queues", 0, "offer"], "auto"),
    (["queues", 0, "offer", "decline_pause_s"], 0),
    (["queues", 0, "wrap_up"], {"fixed_s": 60}),
    (["queues", 0, "never_relax"], []),
    (["queues", 0, "steps", 1, "from_s"], 21),
    (["queues", 0, "steps", 0, "skills", "account"], 2),
    (["queues", 0, "steps", 0, "prefer"], ["scarce_last", "level"]),
    (["queues", 0, "steps", 1, "pools"], ["fx", "fx_senior"]),
]


@pytest.mark.parametrize(("path", "value"), CHANGES, ids=[".".join(map(str, path)) for path, _ in CHANGES])
def test_the_hash_changes_with_every_rule(path: list[Any], value: Any) -> None:
    """Whatever may change a decision changes the hash."""
    data = yaml.safe_load(VIP_FX)
    before = policy_from(data).hash
    if path[2:] == ["name"]:
        data["pools"]["fx_senior"]["queue_order"] = ["fx"]
        before = policy_from(data).hash
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert policy_from(data).hash != before


FURTHER_CHANGES: list[tuple[list[Any], Any]] = [
    (["channels", "phone", "units"], 2),
    (["labels", "since"], "text"),
    (["pools", "senior", "delay_s", "rest"], 21),
    (["pools", "front"], {}),
    (["reservations", 0, "keep_free"], 3),
    (["reservations", 0, "for"], ["fx"]),
    (["reservations", 0, "lift", "until"], 6),
    (["reservations", 0, "lift", "after_s"], 61),
    (["queues", 0, "match", "labels", "resident"], False),
    (["queues", 0, "match", "labels", "since"], {"gt": 2010, "lt": 2020}),
    (["queues", 0, "offer", "on_expiry"], "offline"),
    (["queues", 0, "offer", "expiry_limit"], 3),
    (["queues", 0, "preferred", "owner_s"], 121),
    (["queues", 0, "gather_after_s"], None),
    (["queues", 2, "announce_wait"], True),
    (["queues", 0, "overflow", 1, "when", "until"], 16),
    (["queues", 0, "overflow", 1, "to"], "bot"),
    (["queues", 1, "overflow", 1, "when", "ewt_s"], 121),
    (["queues", 1, "overflow", 1, "when", "until_s"], 60),
    (["queues", 0, "overflow", 0, "to", "queue"], "fx"),
    (["queues", 0, "steps", 0, "labels", "since", "le"], 1999),
    (["queues", 0, "steps", 2, "only_if_absent"], False),
]


@pytest.mark.parametrize(
    ("path", "value"), FURTHER_CHANGES, ids=[".".join(map(str, path)) for path, _ in FURTHER_CHANGES]
)
def test_the_hash_changes_with_every_further_rule(path: list[Any], value: Any) -> None:
    """What labels, units, reservations, overflow and the rest say changes the hash too."""
    data = yaml.safe_load(FULL)
    before = policy_from(data).hash
    if path == ["labels", "since"]:  # as text it must not be compared
        data["queues"][0]["match"]["labels"].pop("since")
        data["queues"][0]["steps"][0]["labels"].pop("since")
        before = policy_from(data).hash
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert policy_from(data).hash != before


def test_the_hash_takes_sets_as_sets() -> None:
    """The order of reservations, protected queues, labels, delays and values of a condition changes nothing."""
    policy = policy_from(yaml.safe_load(FULL))
    vip, *others = policy.queues
    turned = replace(
        policy,
        labels=policy.labels[::-1],
        costs=(("chat", 1), *policy.costs),
        delays=tuple((pool, delays[::-1]) for pool, delays in reversed(policy.delays)),
        reservations=tuple(replace(one, queues=one.queues[::-1]) for one in reversed(policy.reservations)),
        queues=(
            replace(
                vip,
                match=replace(
                    vip.match, labels=(replace(vip.match.labels[0], value=("de", "fr")), *vip.match.labels[:0:-1])
                ),
                steps=tuple(replace(step, labels=step.labels[::-1]) for step in vip.steps),
                never_relax=vip.never_relax[::-1],
            ),
            *others,
        ),
    )
    assert turned != policy
    assert policy_hash(turned) == policy.hash


def test_true_is_not_one_in_a_hash() -> None:
    """A condition that a label is true is another one than that it is 1, though Python holds them equal."""
    queue = Queue("a", Match(labels=(Condition("x", Compare.EQ, True),)))
    policy = Policy("", ("p",), ("t",), ("c",), (), (), (queue, Queue("rest")))
    one = replace(queue, match=Match(labels=(Condition("x", Compare.EQ, 1),)))
    assert policy_hash(policy) != policy_hash(replace(policy, queues=(one, Queue("rest"))))


def test_the_hash_is_that_of_the_canonical_form() -> None:
    """Defaults do not stand in the canonical form, so a key of a later version leaves old hashes alone."""
    policy = policy_from(minimal())
    assert canonical(policy) == {
        "format": "policy/1",
        "problems": ["p"],
        "tiers": ["t"],
        "channels": ["c"],
        "skills": [],
        "pools": [],
        "queues": [{"name": "all"}],
    }
    assert policy.hash == policy_hash(policy)
    assert len(bytes.fromhex(policy.hash)) == 32
    assert hashed(replace(policy, hash="")) == policy


def test_the_hash_of_a_known_policy_does_not_change() -> None:
    """Journals and results name policies by their hash; it must not drift from version to version."""
    assert (
        policy_from(yaml.safe_load(VIP_FX)).hash == "b25f10de82e09780ad49eb1622b87af38db66b178c9753315d70ca3415a02a00"
    )


def test_checking_a_mapping_leaves_it_alone() -> None:
    """The caller's data is read, not changed."""
    data = minimal()
    before = copy.deepcopy(data)
    policy_from(data)
    assert data == before


PARTS = (
    PolicyFile,
    ChannelFile,
    PoolFile,
    ReservationFile,
    LiftFile,
    QueueFile,
    MatchFile,
    ConditionFile,
    OfferFile,
    PreferredFile,
    OverflowFile,
    WhenFile,
    ToFile,
    WrapUpFile,
    StepFile,
)


def test_the_reference_has_every_key_and_limit() -> None:
    """The page about policy files has a row for each key of each part, and the limits that the reader enforces."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
    keys = [field.alias or key for part in PARTS for key, field in part.model_fields.items()]
    assert [key for key in keys if f"\n| `{key}` |" not in page] == []
    assert [term for term in get_args(Term) if f"\n| `{term}` |" not in page] == []
    limits = (
        f"1 to {MAX_QUEUES} queues",
        f"1 to {MAX_STEPS} steps",
        f"0 to {MAX_BAND}",
        f"0 to {MAX_WAITING}",
        f"0 to {MONTH_S}",
        f"up to {MAX_LABELS} names",
        f"1 to {MAX_UNITS} | 1 |",
        f"up to {MAX_RESERVATIONS} entries",
        f"1 to {MAX_KEPT_FREE}",
        f"1 to {MAX_EXPIRIES} | 1 |",
        f"up to {MAX_OVERFLOW} rules",
    )
    assert [limit for limit in limits if limit not in page] == []
