"""Handlers that behave in the ways the tests need."""

import datetime
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3


def echo(event, context):
    names = ["aws_request_id", "function_name", "function_version", "invoked_function_arn"]
    return {
        "event": event,
        "context": {name: getattr(context, name) for name in names},
        "remaining": context.get_remaining_time_in_millis(),
        "process": os.getpid(),
    }


def meets(event, _context):
    """Waits until another call has been here too."""
    with open(os.path.join(event["directory"], event["name"]), "w", encoding="utf8"):
        pass
    while not os.path.exists(os.path.join(event["directory"], event["other"])):
        time.sleep(0.01)
    return os.getpid()


def environment(_event, _context):
    return dict(os.environ)


def identity(_event, _context):
    answer = boto3.client("sts").get_caller_identity()
    return {"Arn": answer["Arn"], "Account": answer["Account"]}


def fails(_event, _context):
    raise LookupError("no such order")


def sleeps(_event, _context):
    print(f"process {os.getpid()}")
    time.sleep(60)


def exits(_event, _context):
    sys.exit(7)


def prints(event, _context):
    print(event["text"])
    print(event["text"], file=sys.stderr)


def unserializable(_event, _context):
    return datetime.datetime.now()


def library(_event, _context):
    import from_layer  # the layer has it, and this folder has not

    return from_layer.TEXT


def profile(event, _context):
    session = boto3.Session(profile_name=event["profile"])
    return session.client("sts").get_caller_identity()["Arn"]


def report(event, _context):
    s3 = boto3.client("s3")
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=event["bucket"]).get("Contents", [])]
    return {key: s3.get_object(Bucket=event["bucket"], Key=key)["Body"].read().decode() for key in keys}


def many(event, _context):
    """Asks STS many times at once."""
    sts = boto3.client("sts")
    with ThreadPoolExecutor(event["count"]) as threads:
        answers = list(threads.map(lambda _: sts.get_caller_identity()["Account"], range(event["count"])))
    return {"answers": len(answers), "accounts": sorted(set(answers))}
