# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case: its page, and the five stations on it."""
