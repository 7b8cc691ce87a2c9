# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written once and kept: the ledger, settings, decisions, waivers, letters, rules, reviews."""
