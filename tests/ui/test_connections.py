# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that is connected to a signal holds the widget that connected it.

Such a function is held by C++ and holds `self`: a circle that the collector does not see, so that the widget
and the case in it stay for as long as the sender lives. What PySide does was tried: a bound method is held
weakly; a lambda, an inner function and a `partial` are held for good.
"""

from __future__ import annotations

import ast
import gc
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

import caseworker.ui
from caseworker.ui.weakly import weakly

UI = Path(caseworker.ui.__file__).parent
# (file, text of the connection): why it may stay.
EXCEPTIONS: dict[tuple[str, str], str] = {}
Function = ast.Lambda | ast.FunctionDef


def _holds_self(node: ast.AST) -> bool:
    """Whether a lambda, an inner function or a `partial` inside the node has `self` from outside."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "weakly":
        return any(_holds_self(one) for one in node.args[1:])
    if isinstance(node, Function):
        if any(one.arg == "self" for one in node.args.args):
            return any(_names_self(one) for one in node.args.defaults)
        return _names_self(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "partial":
        return any(_names_self(one) for one in node.args)
    return any(_holds_self(one) for one in ast.iter_child_nodes(node))


def _names_self(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "self" for one in ast.walk(node))


def _calls(node: ast.AST, given: set[str]) -> bool:
    """Whether a lambda calls what its function was given: a method of a widget, to be given as it is."""
    return isinstance(node, ast.Lambda) and any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in given
        for one in ast.walk(node.body)
    )


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _connections(node: ast.AST) -> Iterator[ast.Call]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "connect":
            yield one


def _functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


def _connectors(tree: ast.AST) -> set[str]:
    """Names of functions that connect what they are given."""
    found = set()
    for one in _functions(tree):
        given = {arg.arg for arg in (*one.args.args, *one.args.kwonlyargs)} - {"self"}
        if any(given & _names(arg) for call in _connections(one) for arg in call.args):
            found.add(one.name)
    return found


def holding(source: str, elsewhere: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """Line and text of each connection in a module that holds `self`.

    `elsewhere` are functions of other modules that connect what they are given.
    """
    tree = ast.parse(source)
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names}
    connectors = _connectors(tree) | (elsewhere & imported)
    found: set[tuple[int, str]] = set()
    for function in _functions(tree):
        local: dict[str, ast.AST] = {
            one.name: one
            for one in ast.walk(function)
            if isinstance(one, ast.FunctionDef) and one is not function
        }
        for one in ast.walk(function):
            target = one.targets[0] if isinstance(one, ast.Assign) else getattr(one, "target", None)
            if isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and one.value:
                local[target.id] = one.value
        parameters = {arg.arg for arg in function.args.args} - {"self"}
        given: list[ast.Call] = list(_connections(function))
        for one in ast.walk(function):
            if isinstance(one, ast.Call):
                name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
                if name in connectors:
                    given.append(one)
        for call in given:
            told = [*call.args, *(one.value for one in call.keywords)]
            used = [local[name] for arg in told for name in _names(arg) if name in local]
            if any(_holds_self(one) for one in (*told, *used)) or any(
                _calls(one, parameters) for one in told
            ):
                found.add((call.lineno, ast.unparse(call)))
    return sorted(found)


def test_no_connection_of_the_window_holds_its_widget() -> None:
    sources = {path: path.read_text("utf-8") for path in sorted(UI.rglob("*.py"))}
    connectors = frozenset().union(*(_connectors(ast.parse(one)) for one in sources.values()))
    found = [
        f"{path.relative_to(UI)}:{line}: {text}"
        for path, source in sources.items()
        for line, text in holding(source, connectors)
        if (path.name, text) not in EXCEPTIONS
    ]
    assert not found, "give a bound method, or weakly(self, ...):\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "self.b.clicked.connect(lambda: self.f())",
        "self.b.clicked.connect(lambda _=False, at=1: self.f(at))",
        "long.changed.connect(lambda *_: self.f())",
        "self.b.clicked.connect(partial(self.f, 1))",
        "self.b.clicked.connect(lambda act=self.f: act())",
        "acts = {'a': lambda: self.f()}; self.b.clicked.connect(lambda act=acts['a']: act())",
        "act = lambda: self.f(); self.b.clicked.connect(act)",
        "_button(lambda: self.f())",
        "self.b.clicked.connect(weakly(other, lambda other: self.f()))",
    ],
)
def test_the_check_sees_each_way_to_hold_a_widget(line: str) -> None:
    module = f"class A:\n    def g(self, long, other):\n        {line}\n"
    assert holding(f"{module}\ndef _button(act):\n    b.clicked.connect(act)\n")


def test_the_check_sees_an_inner_function() -> None:
    module = "class A:\n def g(self):\n  def act():\n   self.f()\n  self.b.clicked.connect(act)\n"
    assert holding(module)


@pytest.mark.parametrize(
    "line",
    [
        "self.b.clicked.connect(self.f)",
        "self.b.clicked.connect(weakly(self, lambda self, at=1: self.f(at)))",
        "self.b.clicked.connect(lambda: other.f())",
        "self.b.clicked.connect(self.sig)",
    ],
)
def test_the_check_lets_pass_what_holds_nothing(line: str) -> None:
    assert not holding(f"class A:\n    def g(self, other):\n        {line}\n")


class _Sender(QObject):
    told = Signal(int, str)


class _Owner(QObject):
    def __init__(self, sender: _Sender, way: str) -> None:
        super().__init__()
        self.heard: list[object] = []
        # Each way on purpose, to see what PySide makes of it.
        ways: dict[str, Any] = {
            "method": self.hear,
            "weakly": weakly(self, lambda self, number: self.hear(number)),
            "lambda": lambda number, _: self.hear(number),
            "partial": partial(self.hear),
        }
        sender.told.connect(ways[way])

    def hear(self, number: int, _: str = "") -> None:
        self.heard.append(number)


@pytest.mark.parametrize(
    ("way", "stays"), [("method", False), ("weakly", False), ("lambda", True), ("partial", True)]
)
def test_what_a_connection_keeps_alive(qapp: QApplication, way: str, stays: bool) -> None:
    sender = _Sender()
    owner = _Owner(sender, way)
    sender.told.emit(7, "x")
    assert owner.heard == [7]
    alive = weakref.ref(owner)
    del owner
    gc.collect()
    assert (alive() is not None) == stays
    sender.told.emit(8, "x")


def test_no_label_guesses_whether_a_text_is_rich() -> None:
    """What somebody typed, or named a file, may look like HTML: labels are plain, and tips made so."""
    plain = UI / "widgets" / "plain" / "label.py"
    found = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            bases = node.bases if isinstance(node, ast.ClassDef) else []
            made = [node.func] if isinstance(node, ast.Call) else []
            if path != plain and any(
                isinstance(one, ast.Name) and one.id == "QLabel" for one in bases + made
            ):
                found.append(f"{path.stem}:{node.lineno}")
    assert found == []
