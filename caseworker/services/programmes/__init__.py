# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes: those in force here, files installed, impact, cases decided again, rules kept."""
