"""The words that people read, in their language.

Code asks for a whole sentence in English, and gets it in the language in use::

    text("Queue {name} has no steps.", name=queue)

The English sentence is the key of the message catalogues under ``routing/locale``; a sentence without a translation
stays English.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from gettext import NullTranslations, translation
from pathlib import Path

LANGUAGES = ("en", "zh")
"""The languages that messages come in; the first one is that of the code."""

LOCALE_FOLDER = Path(__file__).parents[1] / "locale"

_missed: set[tuple[str, Path]] = set()
"""Catalogues that were looked for in vain."""

# One object, so that a thread never sees the name of one language with the catalogue of another.
_in_use: tuple[str, NullTranslations] = (LANGUAGES[0], NullTranslations())


def text(message: str, /, **values: object) -> str:
    """Return ``message`` in the language in use, with ``values`` in the places that name them.

    Parameters
    ----------
    message
        A literal sentence in English; ``{name}`` marks the place of the value ``name``. Without values, braces stand
        for themselves.
    values
        What to put in; it is formatted as it is, not translated.
    """
    translated = _in_use[1].gettext(message)
    if not values:
        return translated
    try:
        return translated.format(**values)
    except (LookupError, ValueError):  # a translation with a wrong place in it must not hide the message
        return message.format(**values)


def language() -> str:
    """Return the language in use, one of ``LANGUAGES``."""
    return _in_use[0]


def use_language(name: str) -> None:
    """Use the language ``name``, one of ``LANGUAGES``, from now on, in every thread of the process.

    Raises
    ------
    ValueError
        When there is no such language.

    Warns
    -----
    UserWarning
        When its catalogue was not compiled, as in a source tree that is not installed: messages stay in English.
    """
    global _in_use  # noqa: PLW0603  (the language is one for the process, as the locale is)
    if name not in LANGUAGES:
        raise ValueError(name)
    _in_use = (name, NullTranslations() if name == LANGUAGES[0] else _catalogue(name))


def _catalogue(name: str) -> NullTranslations:
    """The catalogue of a language; where it is missing, there is a warning, once, and messages stay English."""
    try:
        return translation("peakline", LOCALE_FOLDER, [name])
    except OSError:
        if (name, LOCALE_FOLDER) not in _missed:
            _missed.add((name, LOCALE_FOLDER))
            # In English: the catalogue that would translate it is the one that is missing.
            warnings.warn(
                f"Messages stay in English: no compiled catalogue for {name!r} in {LOCALE_FOLDER}."
                " Install the package, or run python hatch_build.py in the source tree.",
                stacklevel=3,
            )
        return NullTranslations()


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of the locale in ``environment``: the first one set of LC_ALL, LC_MESSAGES and LANG."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else LANGUAGES[0]
    return LANGUAGES[0]
