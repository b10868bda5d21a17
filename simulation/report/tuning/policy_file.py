"""A tuning's answer as a policy file: the old file with the new values in it."""

from __future__ import annotations

import re

from simulation.planning.tuning.judge import Answer
from simulation.planning.tuning.policy_text import changed_text

MARK = "# peakline tune: "
"""How the first line of such a file begins; by it an earlier answer is known."""
_EARLIER = re.compile(rf"\A{MARK}[^\n]*\n")


def policy_file(answer: Answer) -> tuple[str, bool]:
    """The text, and whether it is that of the old file but for the values; of the old policy where none is better."""
    space = answer.tuning.space
    point = answer.found.point if answer.better else space.start
    changes = [(parameter.path, value) for parameter, value in space.changes(point)]
    written, is_old_text = changed_text(answer.tuning.policy_path, answer.policy, changes)
    source = f"{answer.tuning.policy_path.name}, seed {answer.tuning.seed}, {answer.verdict.value}"
    return f"{MARK}{source}\n{_EARLIER.sub('', written)}", is_old_text
