# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry: what papers prove together about the day somebody entered."""
