# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screens behind the rail, but for the list of cases: each made at its first use, tied to the window."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from .weakly import weakly

if TYPE_CHECKING:
    # Loaded when first shown: the list of cases does not wait for them.
    from .main_window import MainWindow
    from .reviewing import Reviewing
    from .screens.new_case import NewCaseScreen
    from .screens.programmes.programmes import ProgrammesScreen
    from .screens.review import ReviewScreen
    from .screens.settings import SettingsScreen
    from .screens.start import StartScreen
    from .screens.verify import VerifyScreen

    Place = StartScreen | NewCaseScreen | ReviewScreen | ProgrammesScreen | VerifyScreen | SettingsScreen

T = TypeVar("T", bound="Place")


class Places:
    """Of one window, which it takes by weak references alone."""

    def __init__(self, window: MainWindow) -> None:
        self._of = weakref.ref(window)
        self._made: dict[str, Place] = {}

    def __iter__(self) -> Iterator[Place]:
        return iter(list(self._made.values()))

    def made(self, name: str) -> Place | None:
        """The screen of that name, if somebody went there."""
        return self._made.get(name)

    def let_go(self, name: str) -> None:
        """Lets a screen go; it is made anew when somebody goes there again."""
        screen = self._made.pop(name, None)
        if screen is not None:
            self._window.stack.removeWidget(screen)
            screen.deleteLater()

    def show_reviewing(self, found: Reviewing) -> None:
        """Tells the screens that list it what waits for the second person."""
        for name in ("start", "review"):
            screen: Any = self.made(name)
            if screen is not None:
                screen.show_reviewing(found)

    def start(self) -> StartScreen:
        from .screens.start import StartScreen

        window = self._window

        def make() -> StartScreen:
            screen = StartScreen(window.desk, window.background, window.words)
            screen.opened.connect(window.open_case)
            screen.all_reviews_wanted.connect(weakly(window, lambda window: window.show_place("review")))
            screen.review_wanted.connect(weakly(window, lambda window, at, who: window.review_case(at, who)))
            screen.decision_wanted.connect(
                weakly(window, lambda window, case_id: window.open_case(case_id, "eligibility"))
            )
            screen.new_wanted.connect(window.new_case)
            screen.list_wanted.connect(weakly(window, lambda window: window.show_place("cases")))
            return screen

        return self._kept("start", make)

    def new_case(self) -> NewCaseScreen:
        from .screens.new_case import NewCaseScreen

        window = self._window

        def make() -> NewCaseScreen:
            screen = NewCaseScreen(
                window.desk, window.background, window.words, window.desk.today(), window.keeping.keeper
            )
            screen.opened.connect(weakly(window, lambda window, case_id: window.open_made(case_id)))
            screen.left.connect(weakly(window, lambda window: window.show_place("cases")))
            return screen

        return self._kept("new", make)

    def review(self) -> ReviewScreen:
        from .screens.review import ReviewScreen

        window = self._window

        def make() -> ReviewScreen:
            screen = ReviewScreen(window.desk, window.background, window.words)
            screen.opened.connect(weakly(window, lambda window, at, who: window.review_case(at, who)))
            screen.changed.connect(window.reviewing.reload)
            return screen

        return self._kept("review", make)

    def settings(self) -> SettingsScreen:
        """Settings."""
        from .screens.settings import SettingsScreen

        window = self._window

        def make() -> SettingsScreen:
            screen = SettingsScreen(
                window.desk, window.background, window.words, window.keeping.keeper, dark=window.dark
            )
            screen.language_chosen.connect(window.set_language)
            screen.dark_chosen.connect(window.set_dark)
            return screen

        return self._kept("settings", make)

    def other(self, name: str) -> Place:
        """Programmes, Verify a letter, Settings."""
        from .screens.programmes.programmes import ProgrammesScreen
        from .screens.verify import VerifyScreen

        window = self._window

        def programmes_screen() -> ProgrammesScreen:
            screen = ProgrammesScreen(window.desk, window.background, window.words)
            screen.changed.connect(window.on_rules_changed)
            return screen

        if name == "settings":
            return self.settings()
        makers: dict[str, Callable[[], Place]] = {
            "programmes": programmes_screen,
            "verify": lambda: VerifyScreen(window.desk, window.background, window.words),
        }
        return self._kept(name, makers[name])

    @property
    def _window(self) -> MainWindow:
        window = self._of()
        assert window is not None  # noqa: S101 - it holds this
        return window

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        """The screen of that name, made at its first use."""
        if name not in self._made:
            screen = make()
            self._made[name] = screen
            self._window.stack.addWidget(screen)
        found: Any = self._made[name]
        return found
