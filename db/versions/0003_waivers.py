# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waivers: conditions that a supervisor accepted without evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSALS = {"waivers_fixed": "UPDATE ON waivers", "waivers_kept": "DELETE ON waivers"}


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "waivers",
        _text("id"),
        _text("case_id"),
        _text("applicant_id"),
        _text("criterion"),
        _text("accepted"),
        _text("reason"),
        _text("waived_by"),
        _text("waived_at"),
        sa.PrimaryKeyConstraint("id", name="pk_waivers"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_waivers_case_id_cases")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_waivers_reason")),
    )
    op.create_index("ix_waivers_case_id_applicant_id", "waivers", ["case_id", "applicant_id"])
    for name, event in REFUSALS.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, 'waiver_fixed'); END")


def downgrade() -> None:
    for name in REFUSALS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("waivers")
