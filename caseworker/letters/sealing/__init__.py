# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seal: what it says, who signed it, whether a letter and its code are ours, and which are withdrawn."""
