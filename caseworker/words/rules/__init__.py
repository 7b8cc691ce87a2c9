# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules say: reasons, remedies, changes, why, what proves what."""
