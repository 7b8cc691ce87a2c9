# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said over a screen before anything else."""
