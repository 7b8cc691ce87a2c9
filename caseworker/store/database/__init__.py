# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database file and what lies beside it on the disk: files, locks, faults, tables, the raw connection."""
