# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker entry` says the same whatever zone the computer keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.domain.examples import ENTRIES, document

ZONES = ("Pacific/Kiritimati", "Pacific/Niue")  # UTC+14 and UTC-11: never the same day
NIGHT = {
    "country": "MEX",
    "last_acceptable_day": "2022-10-11",
    "evidence": [
        {"id": "e1", "type": "fmm_issued_at_poe", "on": "2022-10-12T04:30Z"},
        {"id": "e2", "type": "panama_snm_record", "on": "2022-10-05T23:50"},
    ],
}


def test_the_zone_of_the_computer_changes_no_proof() -> None:
    examples = [document(path) for path in ENTRIES]
    lines = "\n".join(json.dumps(one) for one in [*examples, NIGHT]).encode()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "caseworker", "entry", "-", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TZ": zone},
        )
        for zone in ZONES
    ]
    said = [one.communicate(lines)[0].splitlines() for one in running]
    assert said[0] == said[1]
    assert [one.returncode for one in running] == [0, 0]
    found = [json.loads(line) for line in said[0]]
    for one, example in zip(found, examples, strict=False):
        assert {key: one[key] for key in example["expected"]} == example["expected"]
    # 21:30 in Tijuana, 23:30 in Mexico City and Tapachula; ten to midnight may be the next day.
    assert (found[-1]["earliest"], found[-1]["latest"]) == ("2022-10-11", "2022-10-11")
