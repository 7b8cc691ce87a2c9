# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type: days, times, numbers and money, in the words and orders of their language."""
