# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is drawn in the window and on paper alike: where each line and word of the timeline stands."""
