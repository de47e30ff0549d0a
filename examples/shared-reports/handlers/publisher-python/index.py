"""Account 111111111111. The same as ../publisher, with the module of PythonHelperLayer."""

import os

from cross_account_lambda import assumed_role_client, remote_function

# outside the handler: one AssumeRole serves both clients for all invocations, until the credentials run out
s3 = assumed_role_client("s3")
summary = remote_function("SUMMARY")


def handler(event, context):
    report = s3.get_object(Bucket=os.environ["REPORTS_BUCKET"], Key=event["key"])
    return {"report": event["key"], "summary": summary.invoke({"text": report["Body"].read().decode()})}
