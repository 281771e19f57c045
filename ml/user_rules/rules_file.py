"""The user's file of rules, which may be edited while the job runs."""

from pathlib import Path
from typing import Any

from common.errors import SettingsError
from common.files.watched_file import WatchedFile
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
        self._file = WatchedFile(path)
        self._expected = expected
        self._rules = UserRules()

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
            changed = self._file.changed()
        except FileNotFoundError:
            self._rules = UserRules()
            self.problem = f"{self._path}: there is no such file (ALERT_RULES_FILE)" if self._expected else None
            return self._rules
        except OSError as error:
            self.problem = f"{self._path.name}: cannot be read: {error.strerror}"
            return self._rules
        if changed is None:
            return self._rules
        content, _ = changed
        try:
            self._rules = UserRules.of_yaml(content, file=self._path.name)
        except SettingsError as error:
            self.problem = str(error)
        else:
            self.problem = None
        return self._rules
