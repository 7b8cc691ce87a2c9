# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first tables, with the triggers that keep history from being rewritten."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, **more)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


REFUSALS = {
    # trigger: (event and table, condition or None, code)
    "meta_fixed": (
        "UPDATE ON meta",
        "OLD.key IN ('store_id', 'training', 'created_at') AND NEW.value IS NOT OLD.value"
        " OR NEW.key IS NOT OLD.key",
        "meta_fixed",
    ),
    "meta_kept": ("DELETE ON meta", None, "meta_fixed"),
    "revisions_fixed": ("UPDATE ON revisions", None, "revisions_append_only"),
    "revisions_kept": ("DELETE ON revisions", None, "revisions_append_only"),
    "ledger_fixed": ("UPDATE ON ledger", None, "ledger_append_only"),
    "ledger_kept": ("DELETE ON ledger", None, "ledger_append_only"),
    "ledger_continues": (
        "INSERT ON ledger",
        "NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)"
        " OR NEW.prev IS NOT coalesce((SELECT mac FROM ledger ORDER BY seq DESC LIMIT 1), '')",
        "ledger_chain",
    ),
    "determinations_fixed": (
        "UPDATE ON determinations",
        "NEW.id IS NOT OLD.id OR NEW.case_id IS NOT OLD.case_id OR NEW.applicant_id IS NOT OLD.applicant_id"
        " OR NEW.outcome IS NOT OLD.outcome OR NEW.assessed_outcome IS NOT OLD.assessed_outcome"
        " OR NEW.reason IS NOT OLD.reason OR NEW.frozen IS NOT OLD.frozen"
        " OR NEW.determined_by IS NOT OLD.determined_by OR NEW.determined_at IS NOT OLD.determined_at"
        " OR NEW.supersedes IS NOT OLD.supersedes",
        "determination_fixed",
    ),
    "determinations_approved_once": (
        "UPDATE ON determinations",
        "OLD.approved_by IS NOT NULL"
        " AND (NEW.approved_by IS NOT OLD.approved_by OR NEW.approved_at IS NOT OLD.approved_at)",
        "determination_approved",
    ),
    "determinations_kept": ("DELETE ON determinations", None, "determination_fixed"),
    "letters_fixed": (
        "UPDATE ON letters",
        "OLD.state <> 'draft' AND (NEW.id IS NOT OLD.id OR NEW.case_id IS NOT OLD.case_id"
        " OR NEW.determination_id IS NOT OLD.determination_id OR NEW.applicant_id IS NOT OLD.applicant_id"
        " OR NEW.number IS NOT OLD.number OR NEW.language IS NOT OLD.language OR NEW.paper IS NOT OLD.paper"
        " OR NEW.pdf IS NOT OLD.pdf OR NEW.sha256 IS NOT OLD.sha256 OR NEW.seal IS NOT OLD.seal"
        " OR NEW.issued_by IS NOT OLD.issued_by OR NEW.issued_at IS NOT OLD.issued_at"
        " OR OLD.handed_over_at IS NOT NULL AND NEW.handed_over_at IS NOT OLD.handed_over_at"
        " OR NEW.state = 'draft' OR OLD.state = 'superseded' AND NEW.state <> 'superseded'"
        " OR OLD.state = 'handed_over' AND NEW.state = 'issued')",
        "letter_fixed",
    ),
    "letters_kept": ("DELETE ON letters", "OLD.state <> 'draft'", "letter_fixed"),
}


def upgrade() -> None:
    op.create_table("meta", _text("key"), _text("value"), _primary("meta", "key"))
    op.create_table("settings", _text("key"), _text("json"), _primary("settings", "key"))
    op.create_table(
        "staff",
        _text("id"),
        _text("name"),
        _text("role"),
        _text("language"),
        _number("active"),
        _primary("staff", "id"),
        _check("staff", "role", "role IN ('intake', 'caseworker', 'supervisor', 'administrator')"),
    )
    op.create_table(
        "cases",
        _number("pk"),
        _text("id"),
        _text("number"),
        _text("site"),
        _text("programme"),
        _text("language"),
        _text("opened_on"),
        _text("updated_at"),
        _text("principal"),
        _number("people_count"),
        _text("outcome"),
        _text("steps"),
        _text("document"),
        _text("revision_id"),
        _number("rev"),
        _number("archived", server_default="0"),
        _primary("cases", "pk"),
        _unique("cases", "id"),
        _unique("cases", "number"),
    )
    _index("cases", "archived", "updated_at")
    _index("cases", "archived", "outcome")
    op.create_table(
        "revisions",
        _text("id"),
        _text("case_id"),
        _text("parent", null=True),
        _number("rev"),
        _text("author"),
        _text("site"),
        _text("at"),
        _text("changes"),
        _primary("revisions", "id"),
        _refers("revisions", "case_id", "cases"),
    )
    _index("revisions", "case_id", "rev")
    op.create_table(
        "people",
        _text("case_id"),
        _text("applicant_id"),
        _text("role"),
        _text("names"),
        _text("folded"),
        _text("born_from", null=True),
        _text("born_to", null=True),
        _primary("people", "case_id", "applicant_id"),
        _refers("people", "case_id", "cases"),
    )
    _index("people", "folded")
    _index("people", "born_from")
    op.create_table(
        "identifiers",
        _number("id"),
        _text("kind"),
        _text("digest"),
        _text("owner"),
        _text("case_id"),
        _primary("identifiers", "id"),
        _refers("identifiers", "case_id", "cases"),
        _check("identifiers", "owner", "owner IN ('applicant', 'sponsor')"),
    )
    _index("identifiers", "digest", "kind")
    _index("identifiers", "case_id")
    op.create_table(
        "attachments",
        _text("stored_as"),
        _text("sha256"),
        _text("case_id"),
        _text("evidence_id"),
        _number("size"),
        _text("media_type"),
        _text("name"),
        _text("added_at"),
        _text("added_by"),
        _primary("attachments", "stored_as"),
        _refers("attachments", "case_id", "cases"),
    )
    _index("attachments", "case_id")
    _index("attachments", "sha256")
    op.create_table(
        "determinations",
        _text("id"),
        _text("case_id"),
        _text("applicant_id"),
        _text("outcome"),
        _text("assessed_outcome"),
        _text("reason"),
        _text("frozen"),
        _text("determined_by"),
        _text("determined_at"),
        _text("approved_by", null=True),
        _text("approved_at", null=True),
        _text("supersedes", null=True),
        _primary("determinations", "id"),
        _refers("determinations", "case_id", "cases"),
        _refers("determinations", "supersedes", "determinations"),
        _check("determinations", "four_eyes", "approved_by IS NULL OR approved_by <> determined_by"),
        _check("determinations", "approval", "(approved_by IS NULL) = (approved_at IS NULL)"),
    )
    _index("determinations", "case_id", "applicant_id")
    op.create_table(
        "letters",
        _text("id"),
        _text("case_id"),
        _text("determination_id", null=True),
        _text("applicant_id"),
        _text("number", null=True),
        _text("language"),
        _text("paper"),
        _text("state"),
        sa.Column("pdf", sa.LargeBinary),
        _text("sha256", null=True),
        _text("seal", null=True),
        _text("issued_by", null=True),
        _text("issued_at", null=True),
        _text("handed_over_at", null=True),
        _primary("letters", "id"),
        _refers("letters", "case_id", "cases"),
        _refers("letters", "determination_id", "determinations"),
        _unique("letters", "number"),
        _check("letters", "state", "state IN ('draft', 'issued', 'handed_over', 'superseded')"),
        _check(
            "letters",
            "issued_whole",
            "state = 'draft' OR (number IS NOT NULL AND pdf IS NOT NULL AND sha256 IS NOT NULL"
            " AND issued_by IS NOT NULL AND issued_at IS NOT NULL)",
        ),
    )
    _index("letters", "case_id")
    op.create_table(
        "drafts",
        _text("case_id"),
        _text("path"),
        _text("text"),
        _text("at"),
        _primary("drafts", "case_id", "path"),
    )
    op.create_table(
        "ledger",
        _number("seq"),
        _text("at"),
        _text("staff_id"),
        _text("action"),
        _text("object_kind"),
        _text("object_id"),
        _text("reason"),
        _text("payload"),
        _text("row_hash"),
        _text("prev"),
        _text("mac"),
        _primary("ledger", "seq"),
    )
    _index("ledger", "object_kind", "object_id")
    op.execute(
        "CREATE VIRTUAL TABLE case_search USING fts5"
        "(text, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    for name, (event, condition, code) in REFUSALS.items():
        when = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event}{when} BEGIN SELECT RAISE(ABORT, '{code}'); END")


def downgrade() -> None:
    for name in REFUSALS:
        op.execute(f"DROP TRIGGER {name}")
    for table in (
        "case_search",
        "ledger",
        "drafts",
        "letters",
        "determinations",
        "attachments",
        "identifiers",
        "people",
        "revisions",
        "cases",
        "staff",
        "settings",
        "meta",
    ):
        op.drop_table(table)
