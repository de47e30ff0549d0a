"""Prints what an operation of the AWS API answers, as JSON.

    python test/emulator/boto.py sns get_topic_attributes '{"TopicArn": "arn:..."}'

A process of its own, because boto3 comes with moto, and the AWS SDK for JavaScript has a package for each service.
"""

from __future__ import annotations

import json
import sys

import boto3

service, operation, parameters = sys.argv[1:]
answer = getattr(boto3.client(service), operation)(**json.loads(parameters))
answer.pop("ResponseMetadata")
print(json.dumps(answer, default=str))
