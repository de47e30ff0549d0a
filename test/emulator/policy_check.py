"""Whether a policy allows a request: as much of IAM's evaluation as AWS does when a resource is made.

S3 asks whether it may call a function when a notification is set, SNS whether an account may subscribe, Lambda
whether a role may read a queue when a mapping is made. Without these checks every order of deployment would pass.
Only Allow statements are looked at, and an operator or a form of principal that is not known here is an error.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

Json = dict[str, Any]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def like(pattern: str, value: str) -> bool:
    # fnmatch gives [ a meaning of its own, IAM does not
    return fnmatchcase(value, pattern.replace("[", "[[]"))


def arn_like(pattern: str, value: str) -> bool:
    """Part for part, the sixth with all that follows."""
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(values) and all(like(one, other) for one, other in zip(patterns, values))


OPERATORS = {
    "StringEquals": lambda pattern, value: pattern == value,
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": lambda pattern, value: str(pattern).lower() == value,
}


def meets(conditions: Json, context: dict[str, str]) -> bool:
    known = {key.lower(): value for key, value in context.items()}
    return all(
        key.lower() in known and any(OPERATORS[operator](pattern, known[key.lower()]) for pattern in listed(patterns))
        for operator, keys in conditions.items()
        for key, patterns in keys.items()
    )


def names(principal: Any, caller: str) -> bool:
    """Whether the principal is the caller: a service, an ARN, or the account of an ARN."""
    if principal == "*":
        return True
    account = caller.split(":")[4] if caller.startswith("arn:") else caller
    for kind, values in principal.items():
        own = {"Service": {caller}, "AWS": {caller, account, f"arn:aws:iam::{account}:root", "*"}}[kind]
        if own.intersection(listed(values)):
            return True
    return False


def allows(document: Json | None, caller: str | None, action: str, resource: str, context: dict[str, str]) -> bool:
    """Whether a statement allows it; without a caller the policy is an identity's own."""
    return any(
        statement["Effect"] == "Allow"
        and (caller is None or names(statement["Principal"], caller))
        and any(like(pattern.lower(), action.lower()) for pattern in listed(statement["Action"]))
        and any(like(pattern, resource) for pattern in listed(statement["Resource"]))
        and meets(statement.get("Condition", {}), context)
        for statement in listed((document or {}).get("Statement", []))
    )
