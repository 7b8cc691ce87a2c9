# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store that is open: its one writer, its readers, its transactions, and how it was left and found."""
