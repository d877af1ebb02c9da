"""What is wrong with a policy that somebody wrote, field by field, so that all of it can be mended at once. Pure."""

import re
from collections.abc import Mapping

import yaml

from server.core.policy import Policy, policy_from
from server.core.problems import Problem

LONGEST = 20_000  # characters
_AT = re.compile(r" - at `\$\.?(.*?)`$")


def read_policy_text(text: str) -> object:
    """A policy as plain data from YAML. Raises Problem `policy.invalid` with the line that cannot be read."""
    if len(text) > LONGEST:
        raise Problem("policy.invalid", why=f"it is longer than {LONGEST} characters")
    try:
        body: object = yaml.safe_load(text)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark is not None else 1
        raise Problem("policy.invalid", why=f"line {line}: {wrong.problem}") from wrong
    except (yaml.YAMLError, ValueError) as wrong:
        raise Problem("policy.invalid", why="it is not YAML") from wrong
    return body


def list_policy_errors(body: object) -> dict[str, str]:
    """By field (window.length) what is wrong with it; empty when the policy can be used."""
    if not isinstance(body, Mapping):
        return _errors_of(body, "policy")
    base = {"base": body["base"]} if "base" in body else {}
    found = _errors_of(base, "base") if base else {}
    if found:
        return found
    for field, value in body.items():
        if field != "base":
            found |= _errors_of(base | {field: value}, str(field))
    return found or _errors_of(body, "policy")


def _errors_of(body: object, field: str) -> dict[str, str]:
    try:
        policy_from(body)
    except Problem as problem:
        why = str(problem.details["why"])
        at = _AT.search(why)
        return {(at[1] if at and at[1] else field): _AT.sub("", why)}
    return {}


def checked_policy(text: str) -> tuple[Policy | None, dict[str, str]]:
    """The policy that a text describes, or what is wrong with it by field."""
    try:
        body = read_policy_text(text)
    except Problem as problem:
        return None, {"policy": str(problem.details["why"])}
    errors = list_policy_errors(body)
    return (None, errors) if errors else (policy_from(body), {})
