# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reasons: why an assessment came out as it did, what would cure it, what shows what."""
