# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m caseworker`."""

from caseworker.cli import main

raise SystemExit(main())
