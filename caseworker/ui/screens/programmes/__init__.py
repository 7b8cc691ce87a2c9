# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes: the rules, their files, and checks."""
