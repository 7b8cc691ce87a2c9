# SPDX-License-Identifier: AGPL-3.0-or-later
"""Evidence: papers, their files, what a photo or a scanner brings, and taking off what is not wanted."""
