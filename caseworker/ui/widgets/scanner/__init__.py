# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is read by a device: the scanner folder, the camera, machine-readable zones."""
