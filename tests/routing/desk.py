"""A router with its times in seconds and its events in short lines, for scenarios that are reckoned by hand."""

from __future__ import annotations

from typing import Any

from routing.model import SECOND, Agent, Event, Presence
from routing.policy import Policy

ANY_TICKET = {"problem": "help", "tier": "any", "channel": "phone"}


class Desk:
    """Asks a router in seconds.

    Parameters
    ----------
    router_class
        What decides.
    policy, agents
        Its rules and roster. Everybody is ready at second 0.
    """

    def __init__(self, router_class: Any, policy: Policy, *agents: Agent) -> None:
        self.router = router_class(policy, agents)
        for agent in agents:
            self.presence(agent.id, Presence.READY, at=0)

    def do(self, verb: str, *args: Any, at: float, **options: Any) -> list[str]:
        """What happens when a method is called; ``due``, ``until`` and ``retry`` are seconds, too."""
        times = {name: us(value) for name, value in options.items() if name in {"due", "until", "retry"}}
        return lines(getattr(self.router, verb)(*args, **(options | times), now=us(at)))

    def submit(self, ticket: str, *, at: float, **words: Any) -> list[str]:
        return self.do("submit", ticket, at=at, **(ANY_TICKET | words))

    def presence(self, agent: str, presence: Presence, *, at: float, **options: Any) -> list[str]:
        return self.do("set_presence", agent, presence, at=at, **options)

    def complete(self, ticket: str, *, at: float) -> list[str]:
        return self.do("complete", ticket, at=at)

    def until(self, at: float) -> list[str]:
        """What happens by itself up to that second."""
        return self.do("advance", at=at)

    def next_due(self) -> tuple[float, str] | None:
        timer = self.router.next_due()
        return timer and (timer.time / SECOND, timer.kind.name)


def us(seconds: float) -> int:
    return round(seconds * SECOND)


def lines(events: list[Event]) -> list[str]:
    """Each event as "second KIND ticket agent detail", without what it does not have."""
    return [" ".join(_words(event)) for event in events]


def _words(event: Event) -> list[str]:
    words = [f"{event.time / SECOND:g}", event.kind.name]
    words += [name for name in (event.ticket, event.agent) if name is not None]
    return words if event.detail == -1 else [*words, str(event.detail)]
