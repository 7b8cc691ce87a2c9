# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rulebooks, by which a determination can be run again, and programme files that were installed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSALS = {
    # trigger: (event and table, condition or None, code)
    "rulebooks_fixed": ("UPDATE ON rulebooks", None, "rulebook_fixed"),
    "rulebooks_kept": ("DELETE ON rulebooks", None, "rulebook_fixed"),
    "programmes_fixed": (
        "UPDATE ON programmes",
        "NEW.id IS NOT OLD.id OR NEW.programme IS NOT OLD.programme OR NEW.file IS NOT OLD.file"
        " OR NEW.sha256 IS NOT OLD.sha256 OR NEW.content IS NOT OLD.content"
        " OR NEW.installed_at IS NOT OLD.installed_at OR NEW.installed_by IS NOT OLD.installed_by",
        "programme_fixed",
    ),
    "programmes_kept": ("DELETE ON programmes", None, "programme_fixed"),
}


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "rulebooks",
        _text("sha256"),
        _text("programme"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _text("kept_at"),
        _text("kept_by"),
        sa.PrimaryKeyConstraint("sha256", name="pk_rulebooks"),
    )
    op.create_table(
        "programmes",
        _text("id"),
        _text("programme"),
        _text("file"),
        _text("sha256"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _text("installed_at"),
        _text("installed_by"),
        sa.Column("in_force", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programmes"),
        sa.CheckConstraint("in_force IN (0, 1)", name=op.f("ck_programmes_in_force")),
    )
    op.create_index("ix_programmes_programme", "programmes", ["programme"])
    for name, (event, condition, code) in REFUSALS.items():
        when = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event}{when} BEGIN SELECT RAISE(ABORT, '{code}'); END")


def downgrade() -> None:
    for name in REFUSALS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("programmes")
    op.drop_table("rulebooks")
