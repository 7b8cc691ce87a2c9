# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is loaded when the list of cases is first painted, and what is loaded after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from caseworker.services.programmes.library import Library, load_library
from caseworker.services.training import create_training_store
from tests.services.conftest import Clock

ROOT = Path(__file__).resolve().parent.parent
# Each costs more than the whole list, or is needed only by what is shown later.
LATE = {
    "PIL",
    "alembic",
    "babel",
    "caseworker.domain.rules.assess",
    "caseworker.domain.case.document",
    "caseworker.domain.rules.programme",
    "cryptography",
    "msgspec",
    "numpy",
    "pikepdf",
    "pillow_heif",
    "pypdfium2",
    "pypdfium2_raw",
    "reportlab",
    "sqlalchemy",
}

PROBE = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from caseworker import app as root
from caseworker.services.programmes.library import load_library
from caseworker.words import words_for
from tests.bench.unlocked import opened

app = root.make_application(dark=False)
store = opened(Path(sys.argv[1]))
at_start = sys.argv[2] == "start"
window = root.show_window(app, root.desk_of(store, load_library()), words_for("en"), at_start=at_start)
window.first_content.disconnect()

def loaded():
    return {name if name.startswith("caseworker") else name.partition(".")[0] for name in sys.modules}

def painted():
    assert window.cases.model.rowCount() > 0
    print(*loaded())
    root.load_the_rest(window.desk)
    print(*loaded())
    window.close()
    store.close()
    app.quit()

window.first_content.connect(painted)
app.exec()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    from tests.bench import unlocked

    library: Library = load_library()
    desk = create_training_store(tmp_path / "store", library, Clock())
    unlocked.keep(desk.store, tmp_path)
    desk.store.close()
    return tmp_path / "store"


@pytest.mark.parametrize("place", ["start", "cases"])
def test_the_first_picture_waits_for_no_heavy_library(store: Path, place: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, str(store), place],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    first, later = (set(line.split()) for line in done.stdout.splitlines())
    assert first & LATE == set()
    # The rest is there before it is asked for.
    assert later >= {"sqlalchemy", "reportlab", "msgspec"}
    assert "alembic" not in later
