# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case: what a file holds of each person, sponsor and paper, its document, its days."""
