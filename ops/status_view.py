"""The supervisor's parts on the terminal: a table that stays in place, or one line per change where there is none."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ops.supervisor import State, Supervisor

_STYLES = {
    State.WAITING: "dim",
    State.STARTING: "yellow",
    State.RUNNING: "green",
    State.RESTARTING: "yellow",
    State.DONE: "green",
    State.FAILED: "bold red",
}


class StatusView:
    """Shows the parts from `__enter__` to `__exit__`, anew at each `refresh`."""

    def __init__(self, supervisor: Supervisor, *, heading: str, log_dir: Path) -> None:
        self._supervisor = supervisor
        self._heading = heading
        self._log_dir = log_dir
        self._console = Console(highlight=False, markup=False)
        self._live = Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None
        self._said: dict[str, tuple[State, str]] = {}

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        else:
            self._console.print(f"{self._heading}; logs in {self._log_dir}; Ctrl-C stops all")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def refresh(self) -> None:
        """Show what is so now."""
        if self._live:
            self._live.update(self._table(), refresh=True)
        else:
            self._print_changes(self._console.print)

    def _table(self) -> Table:
        table = Table(title=self._heading, caption=f"logs in {self._log_dir}; Ctrl-C stops all", min_width=72)
        for column in ("part", "state", ""):
            table.add_column(column)
        for life in self._supervisor.lives:
            style = _STYLES[life.state]
            table.add_row(life.part.name, Text(life.state, style), Text(life.detail or life.part.url))
        return table

    def _print_changes(self, write: Callable[[str], None]) -> None:
        for life in self._supervisor.lives:
            now = (life.state, life.detail)
            if self._said.get(life.part.name) != now:
                self._said[life.part.name] = now
                write(f"{life.part.name:10} {life.state:10} {life.detail or life.part.url}".rstrip())
