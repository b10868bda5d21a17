"""What a file says of agents who stay on after their shift."""

from __future__ import annotations

from collections.abc import Sequence

from routing.model import SECOND
from routing.policy import Policy
from routing.reading.document import Document
from simulation.core.overtime import Overtime
from simulation.core.world import Group, group_agents, planned_agents
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.vocabulary import entry_path, number_of
from simulation.shifts.attendance_reader import first_of_group


def read_overtime(
    document: Document, entry: ScenarioDocument, policy: Policy, groups: Sequence[Group]
) -> tuple[list[Overtime], list[int]]:
    """The entries of ``overtime``, and for each agent the number of the first one that admits the group; -1: none.

    Who is called in has none.

    Raises
    ------
    UnknownName
        When there is no such queue.
    """
    queues = [queue.name for queue in policy.queues]
    found = []
    for index, each in enumerate(entry.overtime):
        path = entry_path(document, ("overtime",), index)
        queue = number_of(document, (*path, "queue"), each.queue, queues)
        found.append(Overtime(queue, each.at_waiting, round(each.most_s * SECOND), round(each.look_every_s * SECOND)))
    of_agent: list[int] = []
    for group in groups:
        planned = len(planned_agents(group))
        of_agent += [first_of_group(entry.overtime, group.name)] * planned
        of_agent += [-1] * (len(group_agents(group)) - planned)
    return found, of_agent
