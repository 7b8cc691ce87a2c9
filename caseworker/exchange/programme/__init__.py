# SPDX-License-Identifier: AGPL-3.0-or-later
"""A programme file: its shape, its parts, what is wrong in it and where."""
