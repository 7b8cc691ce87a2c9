# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works here: colleagues, roles, passphrases, the recovery key."""
