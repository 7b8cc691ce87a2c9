# SPDX-License-Identifier: AGPL-3.0-or-later
"""The look: two palettes, one accent, borders rather than shadows, marks that never rest on colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from caseworker.paths import resource

SPACE = (4, 8, 12, 16, 24)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette. Text on `base` and `window` has a contrast of 4.5:1 or more."""

    window: str
    base: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    on_accent: str
    selected: str
    met: str
    not_met: str
    not_known: str
    needs_review: str
    not_applicable: str
    warn_fill: str
    outdated: str


LIGHT = Colours(
    window="#f4f5f7",
    base="#ffffff",
    raised="#e9edf2",
    text="#1a222d",
    muted="#525d6b",
    border="#c3cad4",
    accent="#1b5a9e",
    on_accent="#ffffff",
    selected="#dbe8f7",
    met="#1a6a38",
    not_met="#b0231b",
    not_known="#855600",
    needs_review="#673b9e",
    not_applicable="#5a6470",
    warn_fill="#fff6e0",
    outdated="#a83f00",
)
DARK = Colours(
    window="#1c1f24",
    base="#24282f",
    raised="#2e333b",
    text="#e8eaee",
    muted="#aab3be",
    border="#48505b",
    accent="#82b6f2",
    on_accent="#10161f",
    selected="#2f4360",
    met="#74d19b",
    not_met="#ff9188",
    not_known="#f1bc62",
    needs_review="#c8a8f7",
    not_applicable="#a5aeb9",
    warn_fill="#3a3222",
    outdated="#ff9d5c",
)


def colours_now() -> Colours:
    """The palette in use."""
    app = QApplication.instance()
    return DARK if app is not None and app.property("dark") else LIGHT


def apply(app: QApplication, *, dark: bool) -> None:
    """Dresses the whole program."""
    app.setProperty("dark", dark)
    app.setStyle("Fusion")
    colours = DARK if dark else LIGHT
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, colours.window),
        (QPalette.ColorRole.WindowText, colours.text),
        (QPalette.ColorRole.Base, colours.base),
        (QPalette.ColorRole.AlternateBase, colours.raised),
        (QPalette.ColorRole.Text, colours.text),
        (QPalette.ColorRole.Button, colours.raised),
        (QPalette.ColorRole.ButtonText, colours.text),
        (QPalette.ColorRole.ToolTipBase, colours.base),
        (QPalette.ColorRole.ToolTipText, colours.text),
        (QPalette.ColorRole.Highlight, colours.accent),
        (QPalette.ColorRole.HighlightedText, colours.on_accent),
        (QPalette.ColorRole.Link, colours.accent),
        (QPalette.ColorRole.PlaceholderText, colours.muted),
        (QPalette.ColorRole.Mid, colours.border),
    ):
        palette.setColor(role, QColor(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    app.setPalette(palette)
    app.setStyleSheet(_sheet(colours))


def _sheet(c: Colours) -> str:
    chevron = resource("icons", "chevron.svg").as_posix()
    check = resource("icons", "check-dark.svg" if c is DARK else "check-light.svg").as_posix()
    return f"""
    QWidget {{ font-size: 10pt; }}
    QLabel#title {{ font-size: 18pt; font-weight: 600; }}
    QLabel#heading {{ font-size: 14pt; font-weight: 600; }}
    QLabel#group {{ font-size: 11pt; font-weight: 600; }}
    QLabel#strong, QLabel#fieldLabel {{ font-weight: 600; }}
    QLabel#muted, QLabel#hint, QLabel#echo {{ color: {c.muted}; }}
    QLabel#error {{ color: {c.not_met}; font-weight: 600; }}
    QFrame#card {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 6px; }}
    QFrame#notice {{ background: {c.warn_fill}; border: 1px solid {c.not_known}; border-radius: 6px; }}
    QFrame#scannerBar {{ background: {c.selected}; border: none; border-top: 1px solid {c.border}; }}
    QScrollArea#scannerFiles, QScrollArea#scannerFiles > QWidget > QWidget {{ background: {c.selected}; }}
    QFrame#line {{ color: {c.border}; }}
    QWidget#rail {{ background: {c.raised}; border-right: 1px solid {c.border}; }}
    QWidget#identity {{ background: {c.base}; border-bottom: 1px solid {c.border}; }}
    QWidget#panel {{ background: {c.base}; border-left: 1px solid {c.border}; }}
    QWidget#steps {{ background: {c.window}; border-right: 1px solid {c.border}; }}
    QScrollArea {{ border: none; background: {c.window}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.border}; border-radius: 4px; min-height: 36px;
        margin: 2px; }}
    QScrollBar::handle:vertical:hover {{ background: {c.muted}; }}
    QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
    QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
    QScrollArea > QWidget > QWidget#page {{ background: {c.window}; }}
    QScrollArea#panelScroll, QScrollArea#panelScroll > QWidget > QWidget {{ background: {c.base}; }}
    QLineEdit, QPlainTextEdit, QComboBox {{
        background: {c.base}; border: 1px solid {c.border}; border-radius: 4px; padding: 5px 7px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    /* A list below the box: the menu over it hides an entry behind an arrow that it does not need. */
    QComboBox {{ combobox-popup: 0; }}
    QComboBox::drop-down {{ border: none; width: 24px; }}
    QComboBox::down-arrow {{ image: url({chevron}); width: 14px; height: 14px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton {{ color: {c.muted}; border: 1px solid transparent; border-radius: 4px; padding: 0px 4px; }}
    QToolButton:focus {{ border: 2px solid {c.accent}; }}
    QComboBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; }}
    QComboBox QAbstractItemView::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
    QComboBox QAbstractItemView {{ background: {c.base}; border: 1px solid {c.border};
        selection-background-color: {c.selected}; selection-color: {c.text}; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {c.accent};
        padding: 4px 6px; }}
    QLineEdit[wrong="true"] {{ border: 2px solid {c.not_met}; padding: 4px 6px; }}
    QWidget#dropVeil {{ background: transparent; border: 3px dashed {c.accent}; border-radius: 6px; }}
    QLabel#dropText {{ background: {c.accent}; color: {c.on_accent}; border-radius: 4px;
        padding: 10px 16px; font-weight: 600; }}
    QPushButton {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 4px;
        padding: 6px 14px; }}
    QPushButton:hover {{ background: {c.raised}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
    QPushButton:disabled {{ color: {c.muted}; background: {c.window}; }}
    QPushButton#primary {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent};
        font-weight: 600; }}
    QPushButton#primary:hover {{ border: 1px solid {c.text}; }}
    QPushButton#primary:focus {{ border: 2px solid {c.text}; padding: 5px 13px; }}
    QPushButton#primary:disabled {{ background: {c.raised}; color: {c.muted}; border: 1px solid {c.border}; }}
    QPushButton#link {{ border: 1px solid transparent; background: transparent; color: {c.accent};
        padding: 3px 4px; text-align: left; }}
    QPushButton#link:hover {{ text-decoration: underline; }}
    QPushButton#link:focus {{ border: 2px solid {c.accent}; padding: 2px 3px; }}
    QLabel#linkLabel {{ color: {c.accent}; border: 2px solid transparent; border-radius: 4px;
        padding: 0px; }}
    QLabel#linkLabel[focused="true"] {{ border: 2px solid {c.accent}; }}
    QPushButton#rail {{ border: 1px solid transparent; background: transparent; text-align: left;
        padding: 8px 10px; border-radius: 4px; }}
    QPushButton#rail:hover {{ background: {c.selected}; }}
    QPushButton#rail:checked {{ background: {c.selected}; font-weight: 600;
        border-left: 3px solid {c.accent}; }}
    QPushButton#rail:focus {{ border: 2px solid {c.accent}; padding: 7px 9px; }}
    QPushButton#chip {{ border-radius: 13px; padding: 4px 12px; }}
    QPushButton#chip:checked {{ background: {c.selected}; border: 2px solid {c.accent}; padding: 3px 11px; }}
    QRadioButton {{ padding: 4px 10px 4px 2px; spacing: 7px; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c.muted}; border-radius: 8px;
        background: {c.base}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
    QCheckBox {{ spacing: 7px; padding: 4px 10px 4px 2px; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {c.muted}; border-radius: 3px;
        background: {c.base}; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border: 1px solid {c.accent};
        image: url({check}); }}
    QRadioButton:focus, QCheckBox:focus {{ background: {c.selected}; border-radius: 4px; }}
    QTableView {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 6px;
        gridline-color: transparent;
        selection-background-color: {c.selected}; selection-color: {c.text}; outline: none; }}
    QTableView:focus {{ border: 2px solid {c.accent}; }}
    QHeaderView::section {{ background: {c.window}; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.border}; padding: 6px 8px; font-weight: 600; text-align: left; }}
    QTableCornerButton::section {{ background: {c.window}; border: none;
        border-bottom: 1px solid {c.border}; }}
    QStatusBar {{ background: {c.window}; color: {c.muted}; border-top: 1px solid {c.border}; }}
    QStatusBar QLabel {{ color: {c.muted}; }}
    QSplitter::handle {{ background: {c.border}; }}
    QToolTip {{ background: {c.base}; color: {c.text}; border: 1px solid {c.border}; padding: 4px; }}
    """


def mark_pixmap(kind: str, size: int = 16, scale: float = 2.0) -> QPixmap:
    """The mark of a result or state: a check, a cross, a question, a flag, a dash, a ring, a warning."""
    colours = colours_now()
    pixmap = QPixmap(int(size * scale), int(size * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark(painter, QRectF(0, 0, size, size), kind, colours)
    painter.end()
    return pixmap


_SHAPES = {
    "met": "check",
    "completed": "check",
    "eligible": "check",
    "genuine": "check",
    "not_met": "cross",
    "problem": "cross",
    "not_eligible": "cross",
    "closed": "cross",
    "altered": "cross",
    "not_ours": "cross",
    # Ours, but something is left to be looked at.
    "genuine_code": "question",
    "seal_missing": "question",
    "superseded": "flag",
    "revoked": "cross",
    "not_a_letter": "dash",
    "not_known": "question",
    "more_evidence_needed": "question",
    "in_progress": "half",
    "needs_review": "flag",
    "draft": "flag",
    "not_applicable": "dash",
    "not_started": "ring",
    "cannot_start": "dash",
    "outdated": "warning",
    # What a paper does for a condition.
    "proves": "check",
    "against": "cross",
    "contradicts": "flag",
    "tied": "tied",
    "seen": "dot",
}
_COLOUR = {
    "check": "met",
    "cross": "not_met",
    "question": "not_known",
    "half": "accent",
    "flag": "needs_review",
    "dash": "not_applicable",
    "warning": "outdated",
    "ring": "not_applicable",
    "tied": "met",
    "dot": "not_applicable",
}


def mark_colour(kind: str, colours: Colours | None = None) -> QColor:
    """The colour that goes with a mark."""
    shape = _SHAPES.get(kind, "ring")
    return QColor(getattr(colours or colours_now(), _COLOUR[shape]))


def draw_mark(painter: QPainter, box: QRectF, kind: str, colours: Colours) -> None:
    """Draws the mark in the box."""
    shape = _SHAPES.get(kind, "ring")
    colour = mark_colour(kind, colours)
    unit = box.width() / 16
    pen = QPen(colour, 2 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.x() + x * unit, box.y() + y * unit)

    if shape == "tied":
        painter.drawEllipse(at(8, 8), 6.5 * unit, 6.5 * unit)
        painter.drawPolyline(QPolygonF([at(5, 8.4), at(7.2, 10.6), at(11, 6)]))
    elif shape == "dot":
        painter.drawEllipse(at(8, 8), 2 * unit, 2 * unit)
    elif shape == "check":
        painter.drawPolyline(QPolygonF([at(3, 8.5), at(6.5, 12), at(13, 4.5)]))
    elif shape == "cross":
        painter.drawLine(at(4, 4), at(12, 12))
        painter.drawLine(at(12, 4), at(4, 12))
    elif shape == "question":
        font = painter.font()
        font.setPixelSize(max(int(14 * unit), 8))
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
    elif shape == "flag":
        painter.drawLine(at(4, 2.5), at(4, 14))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([at(4, 3), at(12.5, 5.8), at(4, 9)]))
    elif shape == "warning":
        painter.setPen(QPen(colour, 1.6 * unit, Qt.PenStyle.SolidLine, pen.capStyle(), pen.joinStyle()))
        painter.drawPolygon(QPolygonF([at(8, 1.8), at(15, 14.2), at(1, 14.2)]))
        painter.drawLine(at(8, 6.4), at(8, 9.8))
        painter.drawPoint(at(8, 12.1))
    elif shape == "dash":
        painter.drawLine(at(4, 8), at(12, 8))
    elif shape == "half":
        painter.drawEllipse(at(8, 8), 5.5 * unit, 5.5 * unit)
        painter.setBrush(colour)
        painter.drawPie(QRectF(at(3.2, 3.2), at(12.8, 12.8)), 90 * 16, -180 * 16)
    else:
        painter.drawEllipse(at(8, 8), 5 * unit, 5 * unit)


def icon(name: str, size: int = 18) -> QIcon:
    """One of the program's icons in the text colour of the palette."""
    path = resource("icons", f"{name}.svg")
    if not path.exists():
        return QIcon()
    svg = path.read_text(encoding="utf-8").replace("currentColor", colours_now().text)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    pixmap = QPixmap(QSize(size * 2, size * 2))
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return QIcon(pixmap)
