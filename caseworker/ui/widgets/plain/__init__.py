# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts that know nothing of a case: buttons, labels, layouts, the order of reading."""
