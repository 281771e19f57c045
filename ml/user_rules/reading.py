"""Read the YAML of a user's rules; report mistakes with line, rule and field."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from common.errors import SettingsError
from ml.user_rules.geofence import Geofence
from ml.user_rules.rule import Only
from ml.user_rules.threshold import Threshold
from ml.user_rules.watch_list import WatchList

UserRule = Geofence | WatchList | Threshold

_KINDS: dict[str, type[UserRule]] = {"geofence": Geofence, "watch_list": WatchList, "threshold": Threshold}

Location = Sequence[str | int]
"""A place in the content as pydantic gives it: `("rules", 0, "geofence", "polygon", 2)`."""


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Annotated[UserRule, Field(discriminator="kind")], ...]


def read_rules(text: str, *, file: str) -> tuple[UserRule, ...]:
    """Return the rules in a YAML text; an empty text has none.

    Raises SettingsError that gives, for each mistake, its line, rule and field, the value found and those allowed.
    """
    tree, content, problems = _parse(text, file=file)
    if tree is None or content == {"rules": None}:
        return ()
    if not isinstance(content, dict):
        raise SettingsError(f"{file}: has to begin with `rules:`, followed by the list of rules")
    rules: tuple[UserRule, ...] = ()
    try:
        rules = _Content.model_validate(content).rules
    except ValidationError as error:
        for mistake in _first_causes(error.errors()):
            problems.append((_line_of(tree, mistake["loc"]), _in_words(mistake, content)))
    for number, rule in enumerate(rules):
        if rule.name in [earlier.name for earlier in rules[:number]]:
            problems.append((_line_of(tree, ("rules", number, "name")), f"rule {rule.name!r}: the name is taken"))
    if problems:
        raise SettingsError(f"{file}: " + "; ".join(f"line {line}: {problem}" for line, problem in problems))
    return rules


def _parse(text: str, *, file: str) -> tuple[yaml.Node | None, Any, list[tuple[int, str]]]:
    """Return the text as YAML's nodes, which know their lines, as values, and the problem of each repeated key.

    Raises SettingsError when the text is not YAML.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        return tree, yaml.safe_load(text), [*_repeated_keys(tree)]
    except RecursionError:
        raise SettingsError(f"{file}: not rules: lists or fields nested too deep, or within themselves") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reason = f"the character {chr(error.character)!r} is not allowed"
        raise SettingsError(f"{file}, line {line}: not YAML: {reason}") from None
    except (yaml.YAMLError, ValueError, LookupError, AttributeError) as error:  # the last two for tags such as !!bool 5
        mark = getattr(error, "problem_mark", None)
        place = f"{file}, line {mark.line + 1}" if mark else file
        raise SettingsError(f"{place}: not YAML: {getattr(error, 'problem', None) or error}") from None


def _first_causes(mistakes: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield the mistakes, except lists reported as too short only because some of their entries are wrong."""
    for mistake in mistakes:
        depth = len(mistake["loc"])
        others = (other["loc"] for other in mistakes if other is not mistake)
        if mistake["type"] != "too_short" or all(other[:depth] != mistake["loc"] for other in others):
            yield mistake


def _in_words(mistake: Any, content: dict[str, Any]) -> str:
    location = mistake["loc"]
    if location[0] != "rules" or len(location) == 1:
        return f"{location[0]}: {_mistake(mistake)}"
    rule = content["rules"][location[1]]
    name = rule.get("name") if isinstance(rule, dict) else None
    place = f"rule {name!r}" if name else f"rule number {location[1] + 1}"
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location[3:]).lstrip(".")
    return ": ".join(part for part in (place, field, _mistake(mistake)) if part)


def _mistake(mistake: Any) -> str:
    given = mistake["input"]
    shown = "" if isinstance(given, dict) else f" (given {given!r:.60})"
    match mistake["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"unknown field; allowed: {', '.join(_model_at(mistake['loc']).model_fields)}"
        case "union_tag_not_found":
            return f"`kind` is missing; allowed: {', '.join(_KINDS)}"
        case "union_tag_invalid":
            return f"kind: {mistake['ctx']['tag']!r} is not known; allowed: {', '.join(_KINDS)}"
        case "tuple_type":
            return f"should be a list{shown}"
        case "model_type" | "model_attributes_type":
            return f"should have fields, as `name: …`{shown}"
        case "string_type":
            return f"should be text, in quotes if YAML takes it for something else{shown}"
        case _:
            return f"{mistake['msg'].removeprefix('Value error, ')}{shown}"


def _model_at(location: Location) -> type[BaseModel]:
    """Return the model whose fields include, or would include, the last part of a location."""
    if len(location) < 3:
        return _Content
    return Only if "only" in location else _KINDS[str(location[2])]


def _line_of(tree: yaml.Node, location: Location) -> int:
    """Return the line of the deepest part of a location that is in the text; other parts are skipped."""
    line = tree.start_mark.line
    node = tree
    for part in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    node, line = value, key.start_mark.line
                    break
    return line + 1


def _repeated_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Yield keys given twice, where YAML silently takes the last: usually a `-` is missing before a rule."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, f"{key.value} is given twice"
            seen.add(key.value)
            yield from _repeated_keys(value)
