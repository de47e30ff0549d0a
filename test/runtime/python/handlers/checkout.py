"""Runs inside the sandbox, with the module in a layer."""

import time
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from cross_account_lambda import NotAllowedError, assumed_role_client, assumed_role_session, remote_function


def call(plan, _context):
    """Calls a target as often as it is told: one call after the other, with a pause in seconds, or all in threads of their own."""
    remote = remote_function(plan["target"])
    calls = plan.get("calls", 1)
    if "pause" not in plan:
        with ThreadPoolExecutor(calls) as pool:
            return list(pool.map(remote.invoke, [plan["event"]] * calls))
    results = []
    for _ in range(calls):
        results.append(remote.invoke(plan["event"]))
        time.sleep(plan["pause"])
    return results


def call_later(plan, _context):
    return remote_function(plan["target"]).invoke_async(plan["event"])


def failed_call(plan, context):
    """What a function learns about a failed call."""
    try:
        return call(plan, context)
    except Exception as error:  # pylint: disable=broad-except
        cause = error.__cause__
        return {
            "name": type(error).__name__,
            "message": str(error),
            "is_not_allowed": isinstance(error, NotAllowedError),
            "cause": cause.response["Error"]["Code"] if isinstance(cause, ClientError) else None,
            **vars(error),
        }


def identities(_event, _context):
    """Two clients of one role and one of a session, and who they are."""
    clients = [assumed_role_client("sts"), assumed_role_client("sts", role="READER"), assumed_role_session().client("sts")]
    return [client.get_caller_identity()["Arn"] for client in clients]


def read_report(event, _context):
    """What a client of another service can do as the role."""
    return assumed_role_client("s3").get_object(Bucket=event["bucket"], Key="may.txt")["Body"].read().decode()
