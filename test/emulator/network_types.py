"""The CloudFormation types of Amazon EC2 that moto 5.2 lacks or has too simple.

- AWS::EC2::SecurityGroupEgress          moto reports success and adds no rule
- AWS::EC2::SecurityGroup                moto leaves out egress rules that are written in it
- AWS::EC2::SubnetRouteTableAssociation  moto makes a note of it, and leaves the subnet with the main table
- AWS::EC2::VPCEndpoint                  moto keeps the policy as it cannot be read back, and never updates it

A group is made with a rule that lets everything out, which any rule of a template replaces, also one
that is a resource of its own: https://github.com/aws/aws-cdk/issues/987
"""

from __future__ import annotations

import json
from typing import Any

from moto.cloudformation import parsing
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.models.subnets import SubnetRouteTableAssociation
from moto.ec2.models.vpcs import VPCEndPoint

Json = dict[str, Any]

moto_create_group = SecurityGroup.create_from_cloudformation_json.__func__  # type: ignore[attr-defined]
moto_associate = SubnetRouteTableAssociation.create_from_cloudformation_json.__func__  # type: ignore[attr-defined]
moto_create_endpoint = VPCEndPoint.create_from_cloudformation_json.__func__  # type: ignore[attr-defined]


def let_out(backend: EC2Backend, group: SecurityGroup, rule: Json) -> Json:
    """Adds an egress rule, and returns what takes it away again."""
    group.egress_rules = [other for other in group.egress_rules if other.ip_protocol != "-1"]
    to = {"Description": rule["Description"]} if "Description" in rule else {}
    ranges = [{**to, name: rule[name]} for name in ("CidrIp", "CidrIpv6") if name in rule]
    groups = [{**to, "GroupId": rule["DestinationSecurityGroupId"]}] if "DestinationSecurityGroupId" in rule else []
    lists = [{**to, "PrefixListId": rule["DestinationPrefixListId"]}] if "DestinationPrefixListId" in rule else []
    arguments = {
        "group_name_or_id": group.id,
        "ip_protocol": rule["IpProtocol"],
        "from_port": rule.get("FromPort"),
        "to_port": rule.get("ToPort"),
        "ip_ranges": ranges,
        "source_groups": groups,
        "prefix_list_ids": lists,
    }
    backend.authorize_security_group_egress(**arguments)
    return arguments


class SecurityGroupEgress:
    """AWS::EC2::SecurityGroupEgress, with what moto's engine calls; every change of it is a replacement."""

    def __init__(self, backend: EC2Backend, arguments: Json) -> None:
        self.backend = backend
        self.arguments = arguments

    @property
    def physical_resource_id(self) -> str:
        return f"{self.arguments['group_name_or_id']}-egress"

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **_: Any
    ) -> SecurityGroupEgress:
        properties = cloudformation_json["Properties"]
        backend = ec2_backends[account_id][region_name]
        (group,) = backend.describe_security_groups(group_ids=[properties["GroupId"]])
        return cls(backend, let_out(backend, group, properties))

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: SecurityGroupEgress, new_resource_name: str, cloudformation_json: Json, account_id: str, region_name: str
    ) -> SecurityGroupEgress:
        original_resource.delete(account_id, region_name)
        return cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)

    def delete(self, account_id: str, region: str) -> None:
        self.backend.revoke_security_group_egress(**self.arguments)

    def is_created(self) -> bool:
        return True

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return False


def create_group(
    cls: type[SecurityGroup], resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **kwargs: Any
) -> SecurityGroup:
    """With the egress rules of the template."""
    group: SecurityGroup = moto_create_group(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    for rule in cloudformation_json["Properties"].get("SecurityGroupEgress", []):
        let_out(ec2_backends[account_id][region_name], group, rule)
    return group


def associate(
    cls: type[SubnetRouteTableAssociation], resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **kwargs: Any
) -> SubnetRouteTableAssociation:
    """The subnet uses the table."""
    properties = cloudformation_json["Properties"]
    ec2_backends[account_id][region_name].associate_route_table(route_table_id=properties["RouteTableId"], subnet_id=properties["SubnetId"])
    association: SubnetRouteTableAssociation = moto_associate(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    return association


def create_endpoint(
    cls: type[VPCEndPoint], resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **kwargs: Any
) -> VPCEndPoint:
    """With a policy as text, which is what the API returns; without one the default of AWS."""
    endpoint: VPCEndPoint = moto_create_endpoint(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    document = cloudformation_json["Properties"].get("PolicyDocument", VPCEndPoint.DEFAULT_POLICY)
    endpoint.policy_document = json.dumps(document)
    return endpoint


def update_endpoint(
    cls: type[VPCEndPoint], original_resource: VPCEndPoint, new_resource_name: str, cloudformation_json: Json, account_id: str, region_name: str
) -> VPCEndPoint:
    """Only the policy changes in place here; no test changes anything else."""
    document = cloudformation_json["Properties"].get("PolicyDocument", VPCEndPoint.DEFAULT_POLICY)
    original_resource.policy_document = json.dumps(document)
    return original_resource


def install() -> None:
    parsing.get_model_map()["AWS::EC2::SecurityGroupEgress"] = SecurityGroupEgress  # type: ignore[assignment]
    SecurityGroup.create_from_cloudformation_json = classmethod(create_group)  # type: ignore[assignment]
    SubnetRouteTableAssociation.create_from_cloudformation_json = classmethod(associate)  # type: ignore[assignment]
    VPCEndPoint.create_from_cloudformation_json = classmethod(create_endpoint)  # type: ignore[assignment]
    VPCEndPoint.update_from_cloudformation_json = classmethod(update_endpoint)  # type: ignore[assignment]
