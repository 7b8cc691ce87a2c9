# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogues as they are in the tree: what is wrong with them, and their compiled form made anew.

`python -m tests.words.catalogue` prints what is wrong; it is the step "catalogue" of `dev.py check`.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import dev

TEMPLATE = dev.LOCALE / f"{dev.DOMAIN}.pot"


def template_faults() -> Iterator[str]:
    """Says so where the template in the tree is not what the source gives now."""
    if not TEMPLATE.exists() or dev.undated(TEMPLATE.read_text("utf-8")) != dev.undated(collected()):
        yield f"{TEMPLATE.name} is stale; run: python3 dev.py i18n"


@functools.cache
def collected() -> str:
    """The template that the source gives; it is gone through once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / TEMPLATE.name
        extract = [sys.executable, "-m", "babel.messages.frontend", "-q", *dev.EXTRACT, "-o", str(fresh), "."]
        subprocess.run(extract, cwd=dev.ROOT, check=True)
        return fresh.read_text("utf-8")


def catalogue_faults(language: str) -> Iterator[str]:
    """Says of each text whether its translation is missing, unsure, or fills in other names."""
    found = read(dev.LOCALE / f"{language}.po", language)
    wanted = {message.id for message in read(TEMPLATE) if message.id}
    for message in wanted - {one.id for one in found}:
        yield f"{language}: {message!r} is not in the catalogue; run: python3 dev.py i18n"
    for one in found:
        if one.id:
            yield from (f"{language}: {one.id!r} {fault}" for fault in _faults(one))


def _faults(message: Message) -> Iterator[str]:
    originals = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(texts):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    for original, text in zip(originals, texts, strict=True):
        if names_in(original) != names_in(text):
            yield f"fills in {sorted(names_in(text))}, not {sorted(names_in(original))}"
        if _edges(original) != _edges(text):
            yield "begins or ends with other space, or another colon or ellipsis"


def names_in(text: str) -> set[str]:
    """The `{names}` and `%(names)s` that a text fills in; {"?"} where it cannot be filled."""
    try:
        found = {name for _, name, form, turn in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}
    parts = text.split("%(")[1:]
    return found | {f"%({part.partition(')')[0]})" for part in parts} | ({"%s"} if "%s" in text else set())


def _edges(text: str) -> tuple[bool, bool, bool, bool]:
    return text[:1] == " ", text[-1:] == " ", text.rstrip()[-1:] == ":", text[-1:] == "…"


def read(path: Path, language: str | None = None) -> Catalog:
    """A catalogue or template as it is on the disk."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=dev.DOMAIN)


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(po.stem for po in dev.LOCALE.glob("*.po"))


def compile_catalogues() -> None:
    """Writes each .mo that is older than its .po, whole or not at all: other tests may be reading it."""
    for language in languages():
        po = dev.LOCALE / f"{language}.po"
        mo = dev.LOCALE / language / "LC_MESSAGES" / f"{dev.DOMAIN}.mo"
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        part = mo.with_name(f"{mo.name}.{os.getpid()}")
        with part.open("wb") as file:
            write_mo(file, read(po, language))
        part.replace(mo)


def main() -> int:
    """Prints every fault; 1 where there is one."""
    faults = [*template_faults()]
    if TEMPLATE.exists():
        faults += [fault for language in languages() for fault in catalogue_faults(language)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
