"""The policy file with other values: what people wrote stays, comments and layout too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

import yaml

from routing.errors import InputError
from routing.policies.policy_dump import dump_policy
from routing.policies.policy_file import policy_from
from routing.policy import Policy
from routing.reading.document import Document
from routing.reading.yaml_tree import parse
from routing.words.place import Path
from simulation.files.overrides import flow

Changes = Sequence[tuple[Path, Any]]
"""Places of the policy, entries of lists by their numbers, and what is to stand there."""


def changed_text(file: FilePath, policy: Policy, changes: Changes) -> tuple[str, bool]:
    """The text of a policy file with some values changed, and whether it is the old text but for these.

    Parameters
    ----------
    file
        The old policy.
    policy
        The new one: what the text must mean. Where the old text cannot be changed so (an alias stands for a value, or
        an entry has to be made), the policy is written anew.
    changes
        How they differ.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        old = stream.read()
    new = _spliced(old, changes)
    return (new, True) if new is not None and _means(new, policy) else (dump_policy(policy), False)


def _means(written: str, policy: Policy) -> bool:
    """Whether a text states a policy."""
    try:
        node = parse(written, policy.name)
        return node is not None and policy_from(Document(policy.name, node), name=policy.name) == policy
    except InputError:
        return False


def _spliced(old: str, changes: Changes) -> str | None:
    """The text with every value put in the place of the one before; None where one has no place of its own."""
    root = yaml.compose(old, yaml.SafeLoader)
    cuts: list[tuple[int, int, str]] = []
    for path, value in changes:
        cut = None if root is None else _cut(old, root, path, value)
        if cut is None:
            return None
        cuts.append(cut)
    for start, end, written in sorted(cuts, reverse=True):
        old = old[:start] + written + old[end:]
    return old


def _cut(old: str, node: yaml.Node, path: Path, value: Any) -> tuple[int, int, str] | None:
    """From where to where the text is to be replaced, and by what."""
    for depth, part in enumerate(path):
        inner = _inner(node, part)
        if inner is None:
            is_last = depth == len(path) - 1
            return _new_key(old, node, str(part), value) if is_last and isinstance(node, yaml.MappingNode) else None
        node = inner
    end = node.end_mark.index
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return None  # a list over several lines, each with an indent of its own
    return node.start_mark.index, end, flow(value)


def _inner(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None


def _new_key(old: str, node: yaml.MappingNode, key: str, value: Any) -> tuple[int, int, str] | None:
    """A key that the file leaves to its default, put behind the first one of its mapping."""
    if not node.value:
        return None
    first, behind = node.value[0]
    stated = f"{key}: {flow(value)}"
    if node.flow_style:
        end = behind.end_mark.index
        return end, end, f", {stated}"
    line_end = old.find("\n", behind.end_mark.index)
    if not isinstance(behind, yaml.ScalarNode) or line_end < 0:
        return None
    return line_end, line_end, f"\n{' ' * first.start_mark.column}{stated}"
