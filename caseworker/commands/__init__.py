# SPDX-License-Identifier: AGPL-3.0-or-later
"""The commands, one module a noun. Each takes the parsed arguments and returns an exit status."""

from __future__ import annotations

import argparse
import os
from importlib import import_module

from caseworker.private_process import keep_private
from caseworker.words import Words

_PLACES = {
    "assess": ("assess", "assess"),
    "entry": ("entry", "entry"),
    "programmes": ("programmes", "programmes"),
    "letter": ("letter", "letter"),
    "summary": ("summary", "summary"),
    "verify": ("verify", "verify"),
    "withdrawn": ("verify", "withdrawn"),
    "demo": ("store", "demo"),
    "check": ("store", "check"),
    "rebuild-index": ("store", "rebuild_index"),
    "replay": ("replay", "replay"),
}


def run(parsed: argparse.Namespace, words: Words) -> int:
    """Runs the command that was parsed; what it writes is for this person alone."""
    keep_private()
    os.umask(0o077)
    module, name = _PLACES[parsed.command]
    command = getattr(import_module(f"{__name__}.{module}"), name)
    return int(command(parsed, words))
