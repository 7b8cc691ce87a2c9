# SPDX-License-Identifier: AGPL-3.0-or-later
"""One field each: what is typed or chosen, said back as it was understood."""
