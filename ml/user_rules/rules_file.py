"""The user's file of rules, which may be edited while the job runs."""

import os
from pathlib import Path
from typing import Any

from common.errors import SettingsError
from common.settings import Settings
from ml.user_rules.rules import UserRules


class RulesFile:
    """The rules as they are in the file now; while it has mistakes, the previous rules stay in use.

    problem: the file's mistakes in words, None if there are none. A missing file means no rules, and is a problem only
    when it is `expected`.
    """

    def __init__(self, path: Path, *, expected: bool = False) -> None:
        self.problem: str | None = None
        self._path = path
        self._expected = expected
        self._rules = UserRules()
        self._version: tuple[int, int] | None = None

    @classmethod
    def of_settings(cls, settings: Settings) -> "RulesFile":
        """Return the file at ALERT_RULES_FILE: expected if that is set, while the default file may be missing."""
        return cls(settings.alert_rules_file, expected="alert_rules_file" in settings.model_fields_set)

    def summary(self) -> dict[str, Any]:
        """Return how many rules are in use, and the problem with the file, in types that JSON can hold."""
        return {"count": len(self._rules.rules), "problem": self.problem}

    def current(self) -> UserRules:
        """Return the rules to use; the file is read again when its time or size has changed."""
        try:
            with self._path.open("rb") as file:
                # The opened file's own time and size: an editor may replace the path before the content is read.
                status = os.fstat(file.fileno())
                version = (status.st_mtime_ns, status.st_size)
                if version == self._version:
                    return self._rules
                content = file.read()
        except FileNotFoundError:
            self._rules, self._version = UserRules(), None
            self.problem = f"{self._path}: there is no such file (ALERT_RULES_FILE)" if self._expected else None
            return self._rules
        except OSError as error:
            self._version = None
            self.problem = f"{self._path.name}: cannot be read: {error.strerror}"
            return self._rules
        self._version = version
        try:
            self._rules = UserRules.of_yaml(content, file=self._path.name)
        except SettingsError as error:
            self.problem = str(error)
        else:
            self.problem = None
        return self._rules
