# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works here, and the ways by which they come in."""
