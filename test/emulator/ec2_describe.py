"""Prints what the EC2 API describes, as JSON.

    python test/emulator/ec2_describe.py vpc_endpoints

A process of its own, because boto3 comes with moto, and the AWS SDK for JavaScript has EC2 in a package of its own.
"""

from __future__ import annotations

import json
import sys

import boto3

operation = f"describe_{sys.argv[1]}"
pages = boto3.client("ec2").get_paginator(operation).paginate()
# the first key of a page that holds a list is what is described
found = [item for page in pages for items in page.values() if isinstance(items, list) for item in items]
print(json.dumps(found, default=str))
