# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter: drafted, issued, handed over, revoked, verified; and the slip for whoever has to wait."""
