"""For the code of Lambda functions: clients that act as a role of another account, and calls of functions there.

    from cross_account_lambda import NotAllowedError, assumed_role_client, assumed_role_session, remote_function

    s3 = assumed_role_client("s3")                # acts as the only role in the environment
    logs = assumed_role_client("s3", role="LOGS") # by prefix; every other argument is the client's
    session = assumed_role_session("READER")      # a boto3.Session, whose credentials renew themselves
    orders = remote_function("ORDERS")            # reads ORDERS_TARGET_ARN, _REGION and _ROLE

    def handler(event, context):
        try:
            return orders.invoke({"item": "tea"})
        except NotAllowedError as error:
            print(error.half, error.action, error.resource)
            raise

Call these outside the handler, so that a missing variable shows when the function starts. The environment variables are
set by `role.grants.assume(fn)` and `new CrossAccountInvoker(…, { function: fn, … })`.

Needs boto3 1.28 or newer, which every Python runtime of Lambda from 3.10 on has. Neither the environment nor the default
credentials are changed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from typing import Any, Literal, TypeVar

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, DeferredRefreshableCredentials
from botocore.exceptions import ClientError

__all__ = [
    "AssumedRole",
    "FunctionError",
    "Half",
    "NotAllowedError",
    "PayloadError",
    "PayloadProblem",
    "RemoteFunction",
    "ThrottledError",
    "assumed_role_client",
    "assumed_role_session",
    "remote_function",
]

_log = logging.getLogger(__name__)


# ---------------------------------------------------------------------------------------------------------------- errors

#: What does not allow the action. STS does not tell for AssumeRole (`trust-or-identity`), and some messages do not
#: either (`unknown`).
Half = Literal[
    "identity",
    "resource",
    "trust",
    "trust-or-identity",
    "boundary",
    "session",
    "service-control-policy",
    "resource-control-policy",
    "vpc-endpoint",
    "unknown",
]

#: What cannot be sent or understood: an event that JSON cannot express, one that Lambda finds too large or cannot parse,
#: a result that is not JSON.
PayloadProblem = Literal["event-not-json", "event-too-large", "result-not-json"]

# The words of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; "sessions policy" is there too
_POLICY_TYPES: tuple[tuple[str, Half], ...] = (
    (r"identity-based polic", "identity"),
    (r"resource-based polic", "resource"),
    (r"role trust polic", "trust"),
    (r"permissions? boundar", "boundary"),
    (r"sessions? polic", "session"),
    (r"service control polic", "service-control-policy"),
    (r"resource control polic", "resource-control-policy"),
    (r"vpc endpoint polic", "vpc-endpoint"),
)


class NotAllowedError(Exception):
    """AWS denies the call. Says which half is missing, and in which account to add what.

    The texts are made for people; what AWS does not say is None.
    """

    #: What does not allow the action, or denies it.
    half: Half
    #: True if a statement denies the action; False if none allows it.
    explicit_deny: bool
    #: `lambda:InvokeFunction`, `sts:AssumeRole`
    action: str | None
    #: The ARN that was called.
    resource: str | None
    #: The ARN of the session that called.
    principal: str | None

    def __init__(self, aws_message: str) -> None:
        super().__init__(aws_message)
        text = re.sub(r"\s+", " ", aws_message)
        self.action = _found(r"authorized to perform:? ([\w-]+:[\w*]+)", text)
        self.resource = _found(r'on resource: ?"?([^\s"]+)', text)
        self.principal = _found(r"User: (\S+) is not", text)
        self.explicit_deny = _found("(explicit deny)", text) is not None
        policy_type = _found(r"(?:because no|explicit deny in(?: an?| the)?) ([a-z -]+)", text) or ""
        named = next((half for words, half in _POLICY_TYPES if re.match(words, policy_type, re.IGNORECASE)), None)
        untold: Half = "trust-or-identity" if (self.action or "").startswith("sts:") and not self.explicit_deny else "unknown"
        self.half = named or untold

    def __str__(self) -> str:
        action = self.action or "the action"
        what = f"{action} on {self.resource}" if self.resource else action
        place, written = self._advice()
        advice = (
            f"{what} is denied by a Deny statement in {place}; remove or narrow that statement"
            if self.explicit_deny
            else f"{what} is not allowed by {place}; add an Allow there ({written})"
        )
        return f"{advice}. AWS says: {self.args[0]}"

    def _advice(self) -> tuple[str, str]:
        """Where the statement belongs, and what writes it."""
        caller = f"{self.principal} ({_account_of(self.principal, 'its account')})" if self.principal else "the caller"
        owner = _account_of(self.resource, "the account that owns it")
        role = self.resource or "the role"
        advice: dict[Half, tuple[str, str]] = {
            "identity": (f"the policies of the role behind {caller}", "new CrossAccountInvoker(…) writes them"),
            "resource": (f"the resource policy of {self.resource or 'the function'}, in {owner}", "target.grants.invoke(caller) writes it"),
            "trust": (f"the trust policy of {role}, in {owner}", "role.grants.assume(fn) writes it"),
            "trust-or-identity": (
                f"the trust policy of {role}, in {owner} (with the external id, if it asks for one), "
                f"or the policies of the role behind {caller}: STS does not tell which",
                "role.grants.assume(fn) writes both",
            ),
            "boundary": (f"the permissions boundary of the role behind {caller}", "ask who manages that account"),
            "session": (f"the session policy of {caller}", "it was given when the role was assumed"),
            "service-control-policy": (f"a service control policy that applies to {caller}", "ask who manages the organization"),
            "resource-control-policy": (f"a resource control policy that applies to {owner}", "ask who manages the organization"),
            "vpc-endpoint": (f"the policy of the VPC endpoint that {caller} calls through", "it must name the resource of the other account"),
            "unknown": (
                f"one of the policies that apply to {caller} or belong to {owner}: AWS does not tell which",
                "in another account both halves must allow it",
            ),
        }
        return advice[self.half]


class ThrottledError(Exception):
    """Too many calls at once, for the function, its account or the caller; boto3 has tried several times."""

    def __init__(self, aws_message: str, reason: str, retry_after_seconds: float | None) -> None:
        super().__init__(aws_message, reason, retry_after_seconds)
        #: Lambda's, such as `ReservedFunctionConcurrentInvocationLimitExceeded`, else the code of the error.
        self.reason = reason
        #: How long to wait, if the service says so.
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        wait = "" if self.retry_after_seconds is None else f", try again after {self.retry_after_seconds:g} s"
        return f"throttled ({self.reason}){wait}. AWS says: {self.args[0]}"


class FunctionError(Exception):
    """The call arrived, and the handler of the function failed."""

    def __init__(self, function_arn: str, error_type: str, error_message: str, trace: list[str]) -> None:
        super().__init__(function_arn, error_type, error_message, trace)
        #: The class of the error in the function, such as `KeyError`.
        self.error_type = error_type
        self.error_message = error_message
        #: Its stack; empty if the runtime gives none, as for a timeout.
        self.trace = trace

    def __str__(self) -> str:
        return f"{self.args[0]} failed: {self.error_type}: {self.error_message}"


class PayloadError(Exception):
    """The event cannot be sent, or the result cannot be read."""

    def __init__(self, message: str, problem: PayloadProblem) -> None:
        super().__init__(message, problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(self.args[0])


# Lambda says AccessDeniedException, the query protocol of STS AccessDenied.
_DENIED = {"AccessDenied", "AccessDeniedException"}
# Lambda's own, and the common ones: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_THROTTLED = {
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestLimitExceeded",
}
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
_TOO_LARGE = {"RequestTooLargeException", "SerializedRequestEntityTooLargeException"}


def _explained(error: ClientError) -> Exception:
    """An error of a service as one of ours, to be raised from it; every other error as it is."""
    code = error.response["Error"].get("Code", "")
    message = error.response["Error"].get("Message", "")
    if code in _DENIED:
        return NotAllowedError(message)
    if code in _THROTTLED:
        return ThrottledError(message, str(error.response.get("Reason") or code), _number(error.response.get("retryAfterSeconds")))
    if code in _TOO_LARGE:
        return PayloadError(f"the event is too large: Lambda takes 6 MB, and 1 MB for invoke_async. AWS says: {message}", "event-too-large")
    if code == "InvalidRequestContentException":
        return PayloadError(f"Lambda cannot read the event as JSON. AWS says: {message}", "event-not-json")
    return error


_Result = TypeVar("_Result")


def _call_aws(call: Callable[..., _Result], **arguments: object) -> _Result:
    try:
        return call(**arguments)
    except ClientError as error:
        explained = _explained(error)
        if explained is error:
            raise
        raise explained from error


def _found(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text, re.IGNORECASE | re.ASCII)
    return match and match[1]


def _account_of(arn: str | None, otherwise: str) -> str:
    """arn:aws:lambda:eu-west-1:222222222222:function:orders and its like"""
    parts = (arn or "").split(":")
    return f"account {parts[4]}" if len(parts) > 4 and parts[4] else otherwise


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


# ----------------------------------------------------------------------------------------------------- the environment


def _variable(name: str) -> str | None:
    """The value of an environment variable; an empty one counts as not set."""
    return os.environ.get(name) or None


def _prefixes_of(suffix: str) -> list[str]:
    """The prefixes of all variables with this ending, in alphabetical order."""
    prefixes = (name.removesuffix(suffix) for name in os.environ if name.endswith(suffix) and _variable(name))
    # AWS_ROLE_ARN is the SDK's own variable for web identities
    return sorted(prefix for prefix in prefixes if prefix not in ("", "AWS"))


def _misuse(problem: str, expected: str, fix: str, got: object = None) -> ValueError:
    """What the environment lacks or contradicts, in the same words as the errors of the constructs."""
    value = "" if got is None else f", got {json.dumps(got, default=repr)}"
    return ValueError(f"{problem}{value}; expected {expected}; {fix}")


def _listed(prefixes: list[str]) -> str:
    return ", ".join(prefixes) or "none"


@dataclass(frozen=True)
class AssumedRole:
    """A role to assume that is not described by environment variables."""

    role_arn: str
    #: By default the role asks for none.
    external_id: str | None = None
    #: By default the name of the function.
    session_name: str | None = None
    #: The region of clients that are given none; by default that of the function.
    region: str | None = None
    #: 900 to 3600, by default 3600; a function's role is itself a session, and sessions of sessions end after an hour at
    #: most: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    session_seconds: int | None = None
    source_identity: str | None = None
    session_tags: Mapping[str, str] | None = None


_SUFFIXES = {
    "role_arn": "_ROLE_ARN",
    "external_id": "_EXTERNAL_ID",
    "session_name": "_SESSION_NAME",
    "region": "_ROLE_REGION",
    "session_seconds": "_SESSION_SECONDS",
    "source_identity": "_SOURCE_IDENTITY",
    "session_tags": "_SESSION_TAGS",
}

_ROLE_ARN = re.compile(r"arn:[^:]+:iam::\d{12}:role/.+", re.ASCII)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


def _is_session_name(value: object) -> bool:
    return _SESSION_NAME.fullmatch(str(value)) is not None


# what STS would refuse on each call
_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "role_arn": (lambda arn: _ROLE_ARN.fullmatch(str(arn)) is not None, "the ARN of a role, arn:aws:iam::222222222222:role/reader"),
    "session_seconds": (lambda seconds: isinstance(seconds, int) and 900 <= seconds <= 3600, "a whole number from 900 to 3600"),
    "session_name": (_is_session_name, "2 to 64 letters, digits and _+=,.@-"),
    "source_identity": (_is_session_name, "2 to 64 letters, digits and _+=,.@-"),
}


def _role_settings(role: str | AssumedRole | None) -> AssumedRole:
    """What is given, or what the variables with that prefix say, or those with the only prefix there is."""
    if isinstance(role, AssumedRole):
        return _checked(role, {field: field for field in _SUFFIXES})
    prefix = _only_prefix() if role is None else role
    names = {field: prefix + suffix for field, suffix in _SUFFIXES.items()}
    return _checked(_from_environment(names), names)


def _only_prefix() -> str:
    prefixes = _prefixes_of(_SUFFIXES["role_arn"])
    if not prefixes:
        raise _misuse(
            problem="no role to assume is in the environment",
            expected="a variable like READER_ROLE_ARN",
            fix='role.grants.assume(fn) sets it; or pass role=AssumedRole(role_arn="…")',
        )
    if len(prefixes) > 1:
        raise _misuse(
            problem="no role is named, and the environment has several",
            got=prefixes,
            expected="the prefix of one of them",
            fix=f'write role="{prefixes[0]}"',
        )
    return prefixes[0]


def _from_environment(names: Mapping[str, str]) -> AssumedRole:
    values: dict[str, Any] = {field: _variable(name) for field, name in names.items()}
    if values["role_arn"] is None:
        prefixes = _listed(_prefixes_of(_SUFFIXES["role_arn"]))
        raise _misuse(
            problem=f"{names['role_arn']} is not set",
            expected=f"the ARN of the role to assume (roles in the environment: {prefixes})",
            fix="role.grants.assume(fn) sets it",
        )
    seconds = values["session_seconds"]
    if seconds is not None and re.fullmatch("[0-9]+", seconds):
        values["session_seconds"] = int(seconds)
    if values["session_tags"] is not None:
        values["session_tags"] = _parsed_tags(names["session_tags"], values["session_tags"])
    return AssumedRole(**values)


def _parsed_tags(name: str, text: str) -> dict[str, str]:
    try:
        tags = json.loads(text)
    except ValueError:
        tags = None
    if isinstance(tags, dict) and all(isinstance(value, str) for value in tags.values()):
        return tags
    raise _misuse(
        problem=f"{name} is no object of texts",
        got=text,
        expected='{"Project":"reports"}',
        fix="role.grants.assume(fn) sets it; do not set it by hand",
    )


def _checked(role: AssumedRole, names: Mapping[str, str]) -> AssumedRole:
    """Names the session, after a check of what STS would refuse."""
    for field, (holds, expected) in _CHECKS.items():
        value = getattr(role, field)
        if value is not None and not holds(value):
            raise _misuse(problem=f"{names[field]} is not valid", got=value, expected=expected, fix="role.grants.assume(fn) sets a valid one")
    return role if role.session_name else replace(role, session_name=_function_name(names["session_name"]))


def _function_name(setting: str) -> str:
    """The name that CloudTrail shows in the role's account: that of the function, as far as STS allows."""
    name = _variable("AWS_LAMBDA_FUNCTION_NAME")
    if name is None:
        raise _misuse(
            problem=f"{setting} is not set, and outside Lambda there is no function name",
            expected="a name for the session, which CloudTrail shows",
            fix=f"set {setting} or AWS_LAMBDA_FUNCTION_NAME",
        )
    return re.sub(r"[^\w+=,.@-]", "-", name, flags=re.ASCII)[:64].ljust(2, "-")


# --------------------------------------------------------------------------------------------------------- credentials

# A session of 15 minutes is renewed after 12.5; one of half an hour or more 5 minutes before it ends.
_MARGIN_SECONDS = 5 * 60
_SHARE_OF_LIFETIME = 1 / 6


def _now() -> datetime:
    return datetime.now(timezone.utc)


class _RoleCredentials(DeferredRefreshableCredentials):
    """Credentials of one role session, assumed when they are first needed and renewed before they end.

    botocore does the locking: at first and near the end all threads wait for one request, and in between nobody waits. It
    would renew 15 minutes before the end, which is always for a session of 15 minutes:
    https://github.com/boto/botocore/blob/develop/botocore/credentials.py
    """

    def __init__(self, settings: AssumedRole) -> None:
        super().__init__(refresh_using=self._renewed, method="assume-role", time_fetcher=lambda: _now())
        self._settings = settings
        self._held: dict[str, str] | None = None
        self._ends_at = _now()
        self._margin = 0.0

    def _renewed(self) -> dict[str, str]:
        """Called by one thread at a time."""
        try:
            self._held = self._assume_role()
        except Exception:
            left = (self._ends_at - _now()).total_seconds()
            # asked early, so that there is time for another attempt; but not with each call
            if self._held is None or left <= 0:
                raise
            self._renew_at(left - self._margin / 10)
            _log.warning("%s cannot be assumed again; its session goes on for %d s", self._settings.role_arn, left, exc_info=True)
        return self._held

    def _assume_role(self) -> dict[str, str]:
        answer = _call_aws(self._sts.assume_role, **_request_of(self._settings))
        credentials = answer["Credentials"]
        self._ends_at = credentials["Expiration"]
        lifetime = (self._ends_at - _now()).total_seconds()
        self._margin = min(_MARGIN_SECONDS, lifetime * _SHARE_OF_LIFETIME)
        self._renew_at(self._margin)
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": self._ends_at.isoformat(),
            "account_id": self._settings.role_arn.split(":")[4],
        }

    def _renew_at(self, seconds_before_end: float) -> None:
        """The two margins of botocore: from the first on one thread renews, from the second on the others wait for it."""
        self._advisory_refresh_timeout = max(0.0, seconds_before_end)
        self._mandatory_refresh_timeout = self._margin / 10

    @cached_property
    def _sts(self) -> BaseClient:
        """As the function itself, in its own region: it may reach STS only through an endpoint there."""
        session = botocore.session.Session()
        # older versions ask the global endpoint: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
        session.set_config_variable("sts_regional_endpoints", "regional")
        return session.create_client("sts", region_name=_variable("AWS_REGION"))


def _request_of(role: AssumedRole) -> dict[str, object]:
    """The parameters of AssumeRole, without those that the role was not given."""
    request = {
        "RoleArn": role.role_arn,
        "RoleSessionName": role.session_name,
        "ExternalId": role.external_id,
        "DurationSeconds": role.session_seconds,
        "SourceIdentity": role.source_identity,
        "Tags": [{"Key": key, "Value": value} for key, value in sorted((role.session_tags or {}).items())],
    }
    return {name: value for name, value in request.items() if value}


# They live as long as the execution environment: one session for each role and each way to assume it, and one client
# for each region and role.
_sessions: dict[str, _RoleCredentials] = {}
_clients: dict[tuple[str, _RoleCredentials | None], BaseClient] = {}
_lock = threading.Lock()


def _credentials_of(settings: AssumedRole) -> _RoleCredentials:
    key = json.dumps(_request_of(settings), sort_keys=True)
    with _lock:
        return _sessions.setdefault(key, _RoleCredentials(settings))


class _OneProvider(CredentialProvider):
    """Stands in for the places where boto3 looks for credentials."""

    METHOD = "assume-role"

    def __init__(self, credentials: _RoleCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> _RoleCredentials:
        return self._credentials


def _new_session(region: str | None, credentials: _RoleCredentials | None) -> boto3.Session:
    session = botocore.session.Session()
    if credentials is not None:
        session.register_component("credential_provider", CredentialResolver([_OneProvider(credentials)]))
    # AWS_REGION is Lambda's; boto3 itself reads AWS_DEFAULT_REGION
    return boto3.Session(botocore_session=session, region_name=region or _variable("AWS_REGION"))


def assumed_role_session(role: str | AssumedRole | None = None, region_name: str | None = None) -> boto3.Session:
    """A session of boto3 that acts as a role of another account.

    Each call makes a new one, because threads should not share them
    (https://boto3.amazonaws.com/v1/documentation/api/latest/guide/session.html); all share the credentials in this
    execution environment: one AssumeRole for each lifetime.

    :param role: the prefix of its variables (`"READER"`), or what they would say; by default the only role in the environment
    :param region_name: by default that of the role's variables (`READER_ROLE_REGION`), else the function's
    """
    settings = _role_settings(role)
    return _new_session(region_name or settings.region, _credentials_of(settings))


def assumed_role_client(
    service_name: str,
    *,
    role: str | AssumedRole | None = None,
    region_name: str | None = None,
    **arguments: Any,
) -> BaseClient:
    """A client of boto3 that acts as a role of another account.

    :param service_name: as in `boto3.client`, and so are the other `arguments`
    :param role: the prefix of its variables (`"READER"`), or what they would say; by default the only role in the environment
    :param region_name: by default that of the role's variables (`READER_ROLE_REGION`), else the function's
    """
    own = [name for name in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_account_id") if name in arguments]
    if own:
        raise TypeError(f"{own[0]} contradicts the role, whose credentials the client has; leave it out, or use boto3.client")
    return assumed_role_session(role, region_name).client(service_name, **arguments)


# ----------------------------------------------------------------------------------------------------- remote functions

_FUNCTION_ARN = re.compile(r"arn:[^:]+:lambda:([a-z0-9-]+):\d{12}:function:.+", re.ASCII)
_ARN_SUFFIX = "_TARGET_ARN"
_SETS_IT = "new CrossAccountInvoker(…, { function: fn, targets }) sets it"

# By default boto3 gives up after 60 seconds and calls again while the function still runs, so that it runs twice:
# https://github.com/boto/boto3/issues/1104. A function has 900 seconds; one more is for the way.
_LONG_CALLS = Config(read_timeout=901, tcp_keepalive=True)


class RemoteFunction:
    """A function in another account; made by `remote_function`. Threads may share it."""

    def __init__(self, arn: str, client: BaseClient) -> None:
        #: The qualified ARN that is called.
        self.arn = arn
        self._client = client

    def invoke(self, event: object) -> Any:
        """Calls the function and waits for its result, which is what JSON says: a dict, a list, a text, …

        :raises NotAllowedError, ThrottledError, FunctionError or PayloadError: and other errors as boto3 raises them
        """
        answer = self._send("RequestResponse", event)
        text = answer["Payload"].read().decode("utf-8", errors="replace")
        failure = answer.get("FunctionError")
        try:
            result = json.loads(text)
        except ValueError as error:
            if failure is None:
                shown = f"{text[:100]}…" if len(text) > 100 else text
                raise PayloadError(f"{self.arn} did not answer with JSON: {shown}", "result-not-json") from error
            result = text
        if failure is not None:
            raise _function_error(self.arn, failure, result)
        return result

    def invoke_async(self, event: object) -> None:
        """Hands the event to Lambda, which calls the function later; nobody learns how that ends.

        :raises NotAllowedError, ThrottledError or PayloadError: and other errors as boto3 raises them
        """
        self._send("Event", event)

    def _send(self, invocation_type: str, event: object) -> dict[str, Any]:
        payload = _to_json(event)
        return _call_aws(self._client.invoke, FunctionName=self.arn, InvocationType=invocation_type, Payload=payload)


def remote_function(prefix: str, *, client: BaseClient | None = None) -> RemoteFunction:
    """A function in another account, called directly or through a role, whichever its variables say.

    :param prefix: the prefix of its variables: `"ORDERS"` reads ORDERS_TARGET_ARN, ORDERS_TARGET_REGION and ORDERS_TARGET_ROLE
    :param client: a Lambda client of your own, for instance with timeouts; it must have the target's region and a role that
        may call it. By default there is one for each region and role, shared by all functions there.
    """
    arn, region = _target(prefix)
    role = _variable(f"{prefix}_TARGET_ROLE")
    credentials = None if role is None else _credentials_of(_role_settings(role))
    return RemoteFunction(arn, client or _shared_client(region, credentials))


def _target(prefix: str) -> tuple[str, str]:
    """The ARN, and its region: Lambda answers only there."""
    name = prefix + _ARN_SUFFIX
    arn = _variable(name)
    if arn is None:
        targets = _listed(_prefixes_of(_ARN_SUFFIX))
        raise _misuse(problem=f"{name} is not set", expected=f"the ARN of the function to call (targets in the environment: {targets})", fix=_SETS_IT)
    match = _FUNCTION_ARN.fullmatch(arn)
    if match is None:
        example = "arn:aws:lambda:eu-west-1:222222222222:function:orders:live"
        raise _misuse(problem=f"{name} is not valid", got=arn, expected=f"the ARN of a function, {example}", fix=_SETS_IT)
    region = match[1]
    stated = _variable(f"{prefix}_TARGET_REGION") or region
    if stated != region:
        raise _misuse(
            problem=f"{prefix}_TARGET_REGION contradicts {name}",
            got=stated,
            expected=f"{region}, as in {arn}",
            fix="new CrossAccountInvoker(…, { function: fn, targets }) sets both; do not set one by hand",
        )
    return arn, region


def _shared_client(region: str, credentials: _RoleCredentials | None) -> BaseClient:
    key = (region, credentials)
    with _lock:
        if key not in _clients:
            _clients[key] = _new_session(region, credentials).client("lambda", config=_LONG_CALLS)
        return _clients[key]


def _to_json(event: object) -> bytes:
    try:
        return json.dumps(event, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise PayloadError(f"the event cannot be written as JSON: {error}", "event-not-json") from error


def _function_error(arn: str, failure: str, result: object) -> FunctionError:
    """https://docs.aws.amazon.com/lambda/latest/api/API_ErrorObject.html; Node.js names the stack `trace`."""
    description = result if isinstance(result, dict) else {"errorMessage": result}
    lines = next((lines for lines in (description.get("stackTrace"), description.get("trace")) if isinstance(lines, list)), [])
    message = description.get("errorMessage", "")
    return FunctionError(
        arn,
        str(description.get("errorType", failure)),
        message if isinstance(message, str) else json.dumps(message),
        [str(line) for line in lines],
    )
