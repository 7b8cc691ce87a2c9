# SPDX-License-Identifier: AGPL-3.0-or-later
"""Revocations: letters that a supervisor took out of force; they themselves stay as they were issued."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSALS = {
    "revocations_by": (
        "INSERT ON revocations",
        "NOT EXISTS (SELECT 1 FROM staff WHERE id = NEW.revoked_by AND active = 1"
        " AND ' ' || roles || ' ' LIKE '% supervisor %')",
        "may_not_revoke",
    ),
    "revocations_of_issued": (
        "INSERT ON revocations",
        "EXISTS (SELECT 1 FROM letters WHERE id = NEW.letter_id AND state = 'draft')",
        "letter_not_issued",
    ),
    "revocations_fixed": ("UPDATE ON revocations", None, "revocations_append_only"),
    "revocations_kept": ("DELETE ON revocations", None, "revocations_append_only"),
}


def upgrade() -> None:
    op.create_table(
        "revocations",
        sa.Column("letter_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("revoked_by", sa.Text, nullable=False),
        sa.Column("revoked_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name="pk_revocations"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_revocations_letter_id_letters"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_revocations_reason")),
    )
    for name, (event, condition, code) in REFUSALS.items():
        when = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event}{when} BEGIN SELECT RAISE(ABORT, '{code}'); END")


def downgrade() -> None:
    for name in REFUSALS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("revocations")
