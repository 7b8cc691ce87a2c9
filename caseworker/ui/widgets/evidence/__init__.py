# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: the list, the form beside the files, the timeline, and what they prove together."""
