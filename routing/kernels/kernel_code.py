"""What a command of the kernel returns."""

from __future__ import annotations

from enum import IntEnum

from routing._jit import whole


class Code(IntEnum):
    """What a command returns."""

    OK = 0
    MORE = 1
    """The buffer of events is full: read it and go on."""
    NO_ROOM = 2
    """No slot is free: grow the state and call again."""
    NOT_WAITING = 3
    NOT_OFFERED = 4
    NOT_IN_SERVICE = 5
    NOT_WRAPPING = 6
    HAS_WORK = 7
    NOT_HELD = 8
    NOT_INACTIVE = 9
    TOO_MANY_INACTIVE = 10
    AGENT_ABSENT = 11
    AGENT_FULL = 12
    NOT_ALLOWED = 13
    NO_CALLBACK = 14


OK, MORE, NO_ROOM, NOT_WAITING, NOT_OFFERED, NOT_IN_SERVICE, NOT_WRAPPING, HAS_WORK = (
    whole(code) for code in tuple(Code)[:8]
)
NOT_HELD, NOT_INACTIVE, TOO_MANY_INACTIVE, AGENT_ABSENT, AGENT_FULL, NOT_ALLOWED, NO_CALLBACK = (
    whole(code) for code in tuple(Code)[8:]
)
