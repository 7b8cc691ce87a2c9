# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m caseworker`, and what the frozen program starts with."""

import sys

if sys.argv[1:] == ["scan-worker"]:
    # Hidden, and asked before anything else is loaded: a file is waiting. Started by `scans.reader` alone.
    from caseworker.scans.worker import serve

    raise SystemExit(serve())

from caseworker.cli import main

raise SystemExit(main())
