"""The policy file of the answer: what people wrote stays, and what cannot be changed so is written anew."""

# ruff: noqa: E501  (a table with a whole case in each line)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from routing.policies.policy_file import load_policy, policy_from
from routing.policies.policy_schema import PolicyFile
from routing.reading.document import read_document
from simulation.files.overrides import Override, apply_overrides
from simulation.planning.tuning.policy_text import changed_text
from tests.simulation.planning.tuning.counter import OLD

VIP = ("queues", 0)
ALIASED = OLD.replace("head_start_s: 120 ", "head_start_s: &same 120 ").replace(
    "- name: others\n", "- name: others\n    head_start_s: *same\n"
)
BLOCK = OLD.replace("- {prefer: [longest_idle]}   # the only step", "- prefer:\n        - longest_idle")

CASES: list[tuple[str, tuple[str | int, ...], Any, tuple[str, str] | None]] = [
    # The file, a place, what is to stand there, and which text becomes which; None: the file is written anew.
    (OLD, (*VIP, "head_start_s"), 15, ("head_start_s: 120    # too much", "head_start_s: 15    # too much")),
    (OLD, (*VIP, "ageing"), 1.5, ("  - name: vip            # first\n", "  - name: vip            # first\n    ageing: 1.5\n")),
    (OLD, ("queues", 1, "steps", 0, "prefer"), ["scarce_last", "level"], ("{prefer: [longest_idle]}", "{prefer: [scarce_last, level]}")),
    (OLD, (*VIP, "match", "channel"), "phone", ("{tier: vip}", "{tier: vip, channel: phone}")),
    (OLD, (*VIP, "promote_after_s"), None, ("# first\n", "# first\n    promote_after_s: null\n")),
    (OLD.replace("\n", "\r\n"), (*VIP, "head_start_s"), 15, ("head_start_s: 120", "head_start_s: 15")),
    (ALIASED, (*VIP, "head_start_s"), 15, None),
    (BLOCK, ("queues", 1, "steps", 0, "prefer"), ["level"], None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "path", "value", "expected"), CASES)
def test_only_the_value_changes(
    old: str, path: tuple[str | int, ...], value: Any, expected: tuple[str, str] | None, tmp_path: Path
) -> None:
    """The text states the new policy; but for the value it is the old one where that can be."""
    file = tmp_path / "old.yaml"
    file.write_text(old, encoding="utf-8", newline="")
    changed = apply_overrides(read_document(file), [Override("test", path, "=", value)], PolicyFile)
    policy = policy_from(changed)
    written, is_old_text = changed_text(file, policy, [(path, value)])
    assert is_old_text is (expected is not None)
    if expected is not None:
        assert written == old.replace(*expected)
    (tmp_path / "new.yaml").write_text(written, encoding="utf-8", newline="")
    assert load_policy(tmp_path / "new.yaml") == policy
