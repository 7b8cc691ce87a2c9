# SPDX-License-Identifier: AGPL-3.0-or-later
"""What importing does: nothing. (`dev.py check` runs import-linter, which knows who may import whom.)"""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import caseworker

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    one.name
    for one in pkgutil.walk_packages(caseworker.__path__, "caseworker.")
    if not one.name.startswith("caseworker.ui") and one.name not in ("caseworker.__main__", "caseworker.app")
]

# All modules are imported under this audit: no file of ours but code is opened, nothing is written,
# started or asked of the network.
PROBE = """
import importlib, sys
root, modules = sys.argv[1], sys.argv[2:]
seen = []
def hook(event, arguments):
    if event == "open":
        path, mode = str(arguments[0]), str(arguments[1])
        ours = path.startswith(root) and "/.venv/" not in path
        if ours and not path.endswith((".py", ".pyc")):
            seen.append("opened " + path)
        if set(mode) & set("wax+"):
            seen.append("wrote " + path)
    elif event.startswith(("socket.connect", "subprocess.", "os.mkdir", "os.remove", "sqlite3.")):
        seen.append(event)
sys.addaudithook(hook)
for module in modules:
    importlib.import_module(module)
print(seen, sorted(name for name in sys.modules if name.partition(".")[0] == "PySide6"))
"""


PLAIN = """
import importlib, pkgutil, sys
import caseworker.domain
for one in pkgutil.walk_packages(caseworker.domain.__path__, "caseworker.domain."):
    importlib.import_module(one.name)
roots = {name.partition(".")[0] for name in sys.modules if not name.startswith("_sysconfigdata")}
print(sorted(roots - set(sys.stdlib_module_names) - {"caseworker", "__main__"}))
"""


def test_nothing_happens_on_import_and_no_window_comes_with_it() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, str(ROOT), *MODULES],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[] []"


def test_the_domain_needs_nothing_but_python() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", PLAIN], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def _leads_to(module: str, path: Path, known: set[str]) -> set[str]:
    """The modules of ours that a module imports, wherever in it, but for those named for their types only."""
    tree = ast.parse(path.read_text("utf-8"))
    typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typed:
            continue
        above = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        for one in node.names:
            inner = f"{base}.{one.name}"
            found |= {inner} if inner in known else {base} & known
    return found - {module}


def test_no_module_leads_back_to_itself() -> None:
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "caseworker").rglob("*.py")
    }
    known = set(paths)
    TopologicalSorter({module: _leads_to(module, path, known) for module, path in paths.items()}).prepare()
