# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of files and letters, and marks on them."""
