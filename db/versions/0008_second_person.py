# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles as a set, who appointed whom, what second readers did, and the triggers that keep the second
person from being walked round."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROLES = ("intake", "caseworker", "supervisor", "administrator", "auditor")
# What each may do it could do before: an administrator did everything.
FROM_ROLE = {
    "intake": "intake",
    "caseworker": "caseworker",
    "supervisor": "supervisor",
    "administrator": "caseworker supervisor administrator",
}


def _taken_out(column: str) -> str:
    text = f"' ' || {column} || ' '"
    for role in ROLES:
        text = f"replace({text}, ' {role} ', ' ')"
    return text


STAFF = f"""
CREATE TABLE staff_now (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    language TEXT NOT NULL,
    active INTEGER NOT NULL,
    own_passphrase INTEGER NOT NULL,
    appointed_by TEXT NOT NULL,
    recovered_at TEXT,
    confirmed_by TEXT,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT ck_staff_roles CHECK (roles <> '' AND trim({_taken_out("roles")}) = '')
)
"""
MAY = "EXISTS (SELECT 1 FROM staff WHERE id = {who} AND active = 1 AND ({roles}))"
HOLDS = "' ' || roles || ' ' LIKE '% {role} %'"


def _held(who: str, *roles: str, approving: bool = False) -> str:
    held = " OR ".join(HOLDS.format(role=role) for role in roles)
    if approving:
        held = f"({held}) AND {READY}"
    return MAY.format(who=who, roles=held)


READY = (
    "(recovered_at IS NULL OR confirmed_by IS NOT NULL) AND (own_passphrase = 1"
    " OR (SELECT value FROM meta WHERE key = 'training') = 'yes')"
)
NEEDS_A_SECOND = (
    "EXISTS (SELECT 1 FROM determinations d WHERE d.id = NEW.determination_id AND d.approved_by IS NULL"
    " AND (d.outcome IN ('not_eligible', 'needs_review') OR d.outcome IS NOT d.assessed_outcome))"
)
REFUSALS = {
    "staff_kept": ("DELETE ON staff", None, "staff_kept"),
    "determinations_by": (
        "INSERT ON determinations",
        f"NOT {_held('NEW.determined_by', 'caseworker', 'supervisor')}",
        "may_not_determine",
    ),
    "determinations_begin_unapproved": (
        "INSERT ON determinations",
        "NEW.approved_by IS NOT NULL OR NEW.approved_at IS NOT NULL",
        "approved_at_birth",
    ),
    "determinations_approved_by": (
        "UPDATE ON determinations",
        "OLD.approved_by IS NULL AND NEW.approved_by IS NOT NULL"
        f" AND NOT {_held('NEW.approved_by', 'supervisor', approving=True)}",
        "may_not_approve",
    ),
    "determinations_sent_back": (
        "UPDATE ON determinations",
        "NEW.approved_by IS NOT NULL AND OLD.approved_by IS NULL AND EXISTS (SELECT 1 FROM reviews"
        " WHERE determination_id = NEW.id AND kind = 'sent_back')",
        "determination_sent_back",
    ),
    "waivers_by": ("INSERT ON waivers", f"NOT {_held('NEW.waived_by', 'supervisor')}", "may_not_waive"),
    "letters_begin_as_drafts": ("INSERT ON letters", "NEW.state <> 'draft'", "letter_not_drafted"),
    "letters_approved": (
        "UPDATE ON letters",
        f"OLD.state = 'draft' AND NEW.state <> 'draft' AND NEW.kind = 'decision' AND {NEEDS_A_SECOND}",
        "second_person_needed",
    ),
    "letters_kind_fixed": (
        "UPDATE ON letters",
        "OLD.state <> 'draft' AND NEW.kind IS NOT OLD.kind",
        "letter_fixed",
    ),
    "reviews_by": (
        "INSERT ON reviews",
        f"NOT {_held('NEW.reviewed_by', 'supervisor')}",
        "may_not_approve",
    ),
    "reviews_fixed": ("UPDATE ON reviews", None, "reviews_append_only"),
    "reviews_kept": ("DELETE ON reviews", None, "reviews_append_only"),
}
OLD_STAFF = """
CREATE TABLE staff_then (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT ck_staff_role CHECK (role IN ('intake', 'caseworker', 'supervisor', 'administrator'))
)
"""


def upgrade() -> None:
    op.execute(STAFF)
    roles = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in FROM_ROLE.items())
    op.execute(
        f"INSERT INTO staff_now SELECT id, name, CASE role {roles} END, language, active, 0,"  # noqa: S608
        " coalesce((SELECT staff_id FROM ledger WHERE object_kind = 'staff' AND object_id = staff.id"
        " AND action = 'add' ORDER BY seq LIMIT 1), ''), NULL, NULL FROM staff"
    )
    op.execute("DROP TABLE staff")
    op.execute("ALTER TABLE staff_now RENAME TO staff")
    op.execute("ALTER TABLE letters ADD COLUMN kind TEXT NOT NULL DEFAULT 'decision'")
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("determination_id", sa.Text, nullable=False),
        sa.Column("letter_id", sa.Text, nullable=True),
        sa.Column("remarks", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("reviewed_by", sa.Text, nullable=False),
        sa.Column("reviewed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["determination_id"], ["determinations.id"], name="fk_reviews_determination_id_determinations"
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_reviews_letter_id_letters"),
        sa.CheckConstraint("kind IN ('approved', 'sent_back', 'looked')", name=op.f("ck_reviews_kind")),
        sa.CheckConstraint("kind <> 'sent_back' OR remarks <> ''", name=op.f("ck_reviews_remarks")),
    )
    op.create_index("ix_reviews_determination_id", "reviews", ["determination_id"])
    for name, (event, condition, code) in REFUSALS.items():
        when = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event}{when} BEGIN SELECT RAISE(ABORT, '{code}'); END")


def downgrade() -> None:
    for name in REFUSALS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("reviews")
    op.execute("ALTER TABLE letters DROP COLUMN kind")
    op.execute(OLD_STAFF)
    op.execute(
        "INSERT INTO staff_then SELECT id, name, CASE"
        " WHEN roles LIKE '%administrator%' THEN 'administrator' WHEN roles LIKE '%supervisor%' THEN"
        " 'supervisor' WHEN roles LIKE '%caseworker%' THEN 'caseworker' ELSE 'intake' END, language, active"
        " FROM staff"
    )
    op.execute("DROP TABLE staff")
    op.execute("ALTER TABLE staff_then RENAME TO staff")
