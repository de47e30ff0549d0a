"""Fn::GetStackOutput, which moto 5.2 does not know: an output of another stack, also of another account.

CloudFormation assumes the role that the function names, so the role must trust the account that deploys, and may
describe the stack. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
"""

from __future__ import annotations

import json
from typing import Any

from addon_resource import Json
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import cloudformation_backends
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from policy_check import allows

moto_clean_json = parsing.clean_json


def read_output(arguments: Json, account: str, region: str) -> str:
    stack_name, region = arguments["StackName"], arguments.get("Region", region)
    owner = arguments["RoleArn"].split(":")[4] if "RoleArn" in arguments else account
    stacks = cloudformation_backends[owner][region].stacks
    stack = next((stack for stack in stacks.values() if stack.name == stack_name), None)
    if stack is None:
        raise ValidationError(message=f"Stack {stack_name} does not exist in account {owner}")
    if owner != account:
        require_role(arguments["RoleArn"], owner, f"arn:aws:iam::{account}:role/cdk-hnb659fds-cfn-exec-role-{account}-{region}", stack.stack_id)
    output = next((output for output in stack.output_map.values() if output.key == arguments["OutputName"]), None)
    if output is None:
        raise ValidationError(message=f"Stack {stack_name} of account {owner} has no output {arguments['OutputName']}")
    return str(output.value)


def require_role(role_arn: str, owner: str, deployer: str, stack_id: str) -> None:
    try:
        role = iam_backends[owner]["aws"].get_role_by_arn(role_arn)
    except NotFoundException:
        raise ValidationError(message=f"Role {role_arn} does not exist") from None
    # a trust policy has no Resource
    trust = json.loads(role.assume_role_policy_document)
    statements = [{**statement, "Resource": "*"} for statement in trust["Statement"]]
    if not allows({"Statement": statements}, deployer, "sts:AssumeRole", role_arn, {}):
        raise ValidationError(message=f"{deployer} is not authorized to perform: sts:AssumeRole on resource: {role_arn}")
    if not any(allows(json.loads(policy), None, "cloudformation:DescribeStacks", stack_id, {}) for policy in role.policies.values()):
        raise ValidationError(message=f"{role_arn} is not authorized to perform: cloudformation:DescribeStacks on resource: {stack_id}")


def clean_json(resource_json: Any, resources_map: parsing.ResourceMap) -> Any:
    if isinstance(resource_json, dict) and "Fn::GetStackOutput" in resource_json:
        arguments = moto_clean_json(resource_json["Fn::GetStackOutput"], resources_map)
        return read_output(arguments, str(resources_map["AWS::AccountId"]), str(resources_map["AWS::Region"]))
    return moto_clean_json(resource_json, resources_map)


def install() -> None:
    parsing.clean_json = clean_json
