# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules found: the assessment, its reasons, what is missing, what proves what."""
