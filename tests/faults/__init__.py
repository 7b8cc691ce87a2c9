# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measuring: `python -m tests.bench.start`, `assess`, `letter`, `mrz`, `rules`, `store`.

What was measured: docs/performance.md.

Nothing here is timed by pytest: times of a shared machine fail tests that are right.
"""
