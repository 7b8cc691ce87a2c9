# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first window waits for no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from caseworker.store.opening.opening import open_store

from .conftest import NOW, PASSPHRASE, add_case

HEAVY = ("sqlalchemy", "alembic", "mako", "PySide6", "reportlab")
CODE = f"""
import sys
from pathlib import Path
from caseworker.store.opening.opening import open_store
from caseworker.store.cases.case_list import count_by_outcome, count_cases, list_cases
from caseworker.store.cases.search import search_cases
store = open_store(Path(sys.argv[1]), sys.argv[2], now={NOW!r})
assert len(list_cases(store)) == count_cases(store) == 1 and count_by_outcome(store)
assert search_cases(store, "nun")
store.close()
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_opening_listing_and_searching_load_no_sqlalchemy(folder: Path) -> None:
    with open_store(folder, PASSPHRASE, now=NOW) as store:
        add_case(store)
    done = subprocess.run(
        [sys.executable, "-c", CODE, folder, PASSPHRASE], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
