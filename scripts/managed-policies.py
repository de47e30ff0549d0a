"""Writes data/aws-managed-policies.gz: the policies that AWS manages, for `check` and its kin.

    .venv/bin/python scripts/managed-policies.py

Source: the package moto (https://github.com/getmoto/moto, Apache-2.0), which reads them from IAM's own API. Left out are
the policies of service-linked roles (`aws-service-role/…`), which nobody can attach.

The file is gzipped text. The first line says where it comes from; every other line is one policy, sorted by name:
the ARN's part after `:policy/`, a tab, the document without white space.
"""

import gzip
import json
from importlib.metadata import version
from pathlib import Path

from moto.iam.aws_managed_policies import aws_managed_policies_data

FILE = Path(__file__).resolve().parent.parent / "data" / "aws-managed-policies.gz"


def policies() -> dict[str, dict]:
    named = json.loads(aws_managed_policies_data)
    return {f"{policy['Path']}{name}".removeprefix("/"): policy for name, policy in named.items()
            if not policy["Path"].startswith("/aws-service-role/")}


def main() -> None:
    found = policies()
    newest = max(policy.get("UpdateDate") or policy["CreateDate"] for policy in found.values())
    header = {"source": f"moto {version('moto')}, Apache-2.0, Copyright 2012 Steve Pulec", "newest": newest[:10], "policies": len(found)}
    lines = [json.dumps(header), *(f"{name}\t{json.dumps(found[name]['Document'], separators=(',', ':'))}" for name in sorted(found))]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    print(f"{len(found)} policies, newest of {header['newest']}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
