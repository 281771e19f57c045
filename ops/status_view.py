"""Shows a supervisor's parts: a table updated in place on a terminal, a line per change when output goes elsewhere."""

from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ops.supervisor import PartState, Supervisor

_STYLES = {
    PartState.WAITING: "dim",
    PartState.STARTING: "yellow",
    PartState.RUNNING: "green",
    PartState.RESTARTING: "yellow",
    PartState.DONE: "green",
    PartState.FAILED: "bold red",
}


class StatusView:
    """Shows the parts from `__enter__` to `__exit__`, updated by each `refresh`."""

    def __init__(self, supervisor: Supervisor, *, heading: str, log_dir: Path) -> None:
        self._supervisor = supervisor
        self._heading = heading
        self._caption = f"logs in {log_dir}; Ctrl-C stops everything"
        self._console = Console(highlight=False, markup=False)
        self._live = Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None
        self._printed: dict[str, tuple[PartState, str]] = {}

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        else:
            self._print_line(f"{self._heading}; {self._caption}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def refresh(self) -> None:
        """Show the current states."""
        if self._live:
            self._live.update(self._table(), refresh=True)
        else:
            self._print_changes()

    def _table(self) -> Table:
        table = Table(title=self._heading, caption=self._caption, min_width=72)
        for column in ("part", "state", ""):
            table.add_column(column)
        for each in self._supervisor.parts:
            table.add_row(each.part.name, Text(each.state, _STYLES[each.state]), Text(each.detail or each.part.url))
        return table

    def _print_changes(self) -> None:
        for each in self._supervisor.parts:
            now = (each.state, each.detail)
            if self._printed.get(each.part.name) != now:
                self._printed[each.part.name] = now
                self._print_line(f"{each.part.name:10} {each.state:10} {each.detail or each.part.url}".rstrip())

    def _print_line(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)  # a log has no width at which to break lines
