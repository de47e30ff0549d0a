"""The CloudFormation types of AWS Lambda that moto 5.2 lacks or has too simple.

moto reports success for AWS::Lambda::Alias and AWS::Lambda::ResourcePolicy and creates nothing, has
no Ref and no Fn::GetAtt for AWS::Lambda::Version, and keeps one policy for a function and all its
qualifiers. Emulated here, after the AWS documentation:

- AWS::Lambda::Version         Ref is the qualified ARN, Fn::GetAtt has Version
- AWS::Lambda::Alias           create, update and delete, through moto's own Lambda backend
- AWS::Lambda::ResourcePolicy  refused where the ARN already has a policy
- AWS::Lambda::Permission      one statement of the ARN's policy; a role as principal must exist

The policies are kept here, one for each ARN. Not emulated: AddPermission, RemovePermission and the
*ResourcePolicy APIs, which no test calls.
"""

from __future__ import annotations

from typing import Any

from moto.awslambda.models import LambdaAlias, LambdaBackend, LambdaFunction, lambda_backends
from moto.cloudformation.exceptions import ValidationError
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

Json = dict[str, Any]


class ResourcePolicies:
    """The resource policies of all accounts: one document for each function, version or alias ARN."""

    def __init__(self) -> None:
        self._documents: dict[str, Json] = {}

    def get(self, arn: str) -> Json | None:
        return self._documents.get(arn)

    def create(self, arn: str, document: Json) -> None:
        if arn in self._documents:
            raise ValidationError(message=f"A resource policy already exists for {arn}")
        self._documents[arn] = document

    def replace(self, arn: str, document: Json) -> None:
        self._documents[arn] = document

    def delete(self, arn: str) -> None:
        self._documents.pop(arn, None)

    def add_statement(self, arn: str, statement: Json) -> None:
        document = self._documents.setdefault(arn, {"Version": "2012-10-17", "Id": "default", "Statement": []})
        document["Statement"].append(statement)

    def remove_statement(self, arn: str, sid: str) -> None:
        document = self._documents.get(arn)
        if document is None:
            return
        document["Statement"] = [s for s in document["Statement"] if s.get("Sid") != sid]
        if not document["Statement"]:
            self.delete(arn)


POLICIES = ResourcePolicies()


def qualified_arn(backend: LambdaBackend, function: str, qualifier: str | None = None) -> str:
    """The ARN that a name, an ARN or either with a qualifier stands for; fails if it does not exist."""
    _, name, own_qualifier = backend._lambdas.split_function_arn(function)
    qualifier = own_qualifier or qualifier
    own = f":lambda:{backend.region_name}:{backend.account_id}:function:"
    # moto looks only at the name, and would change the function of that name in the wrong account
    if function.startswith("arn:") and own not in function:
        raise ValidationError(message=f"{function} is not a function of account {backend.account_id} in {backend.region_name}")
    backend.get_function(name, qualifier)
    arn = backend.get_function(name).function_arn
    return f"{arn}:{qualifier}" if qualifier else arn


class LambdaResource:
    """What moto's CloudFormation engine calls on a resource, as in its CloudFormationModel."""

    def __init__(self, backend: LambdaBackend, physical_resource_id: str) -> None:
        self.backend = backend
        self.physical_resource_id = physical_resource_id

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **_: Any
    ) -> LambdaResource:
        return cls.create(lambda_backends[account_id][region_name], cloudformation_json["Properties"], resource_name)

    @classmethod
    def create(cls, backend: LambdaBackend, properties: Json, generated_name: str) -> LambdaResource:
        raise NotImplementedError

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: LambdaResource, new_resource_name: str, cloudformation_json: Json, account_id: str, region_name: str
    ) -> LambdaResource:
        properties = cloudformation_json["Properties"]
        if original_resource.update(properties):
            return original_resource
        original_resource.delete(account_id, region_name)
        return cls.create(original_resource.backend, properties, new_resource_name)

    def update(self, properties: Json) -> bool:
        """Changes the resource in place, or says that it has to be replaced."""
        return False

    def delete(self, account_id: str, region: str) -> None:
        raise NotImplementedError

    def is_created(self) -> bool:
        return True

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether an output may read the attribute with Fn::GetAtt."""
        return False


class Version(LambdaResource):
    """AWS::Lambda::Version, in place of moto's, which has neither Ref nor Fn::GetAtt."""

    def __init__(self, backend: LambdaBackend, function: LambdaFunction) -> None:
        super().__init__(backend, function.function_arn)
        self.version = str(function.version)

    @classmethod
    def create(cls, backend: LambdaBackend, properties: Json, generated_name: str) -> Version:
        function = backend.publish_version(properties["FunctionName"], properties.get("Description", ""))
        if function is None:
            raise ValidationError(message=f"Function not found: {properties['FunctionName']}")
        return cls(backend, function)

    def delete(self, account_id: str, region: str) -> None:
        self.backend.delete_function(self.physical_resource_id)

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in ("FunctionArn", "Version")

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.version if attribute_name == "Version" else self.physical_resource_id


class Alias(LambdaResource):
    """AWS::Lambda::Alias."""

    def __init__(self, backend: LambdaBackend, function_name: str, alias: LambdaAlias) -> None:
        super().__init__(backend, alias.arn)
        self.function_name = function_name
        self.name = alias.name

    @classmethod
    def create(cls, backend: LambdaBackend, properties: Json, generated_name: str) -> Alias:
        function_name = backend.get_function(properties["FunctionName"]).function_name
        alias = backend.create_alias(properties["Name"], function_name, *cls._settings(properties))
        return cls(backend, function_name, alias)

    def update(self, properties: Json) -> bool:
        function_name = self.backend.get_function(properties["FunctionName"]).function_name
        if (properties["Name"], function_name) != (self.name, self.function_name):
            return False
        self.backend.update_alias(self.name, self.function_name, *self._settings(properties))
        return True

    @staticmethod
    def _settings(properties: Json) -> tuple[str, str, Any]:
        return properties["FunctionVersion"], properties.get("Description", ""), properties.get("RoutingConfig")

    def delete(self, account_id: str, region: str) -> None:
        self.backend.delete_alias(self.name, self.function_name)
        POLICIES.delete(self.physical_resource_id)

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "AliasArn"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.physical_resource_id


class ResourcePolicy(LambdaResource):
    """AWS::Lambda::ResourcePolicy: the whole policy of one ARN."""

    @classmethod
    def create(cls, backend: LambdaBackend, properties: Json, generated_name: str) -> ResourcePolicy:
        arn = qualified_arn(backend, properties["ResourceArn"])
        POLICIES.create(arn, properties["PolicyDocument"])
        return cls(backend, arn)

    def update(self, properties: Json) -> bool:
        if properties["ResourceArn"] != self.physical_resource_id:
            return False
        POLICIES.replace(self.physical_resource_id, properties["PolicyDocument"])
        return True

    def delete(self, account_id: str, region: str) -> None:
        POLICIES.delete(self.physical_resource_id)


class Permission(LambdaResource):
    """AWS::Lambda::Permission, in place of moto's: with the qualifier, and with Lambda's check of the principal."""

    def __init__(self, backend: LambdaBackend, arn: str, sid: str) -> None:
        super().__init__(backend, sid)
        self.arn = arn

    @classmethod
    def create(cls, backend: LambdaBackend, properties: Json, generated_name: str) -> Permission:
        arn = qualified_arn(backend, properties["FunctionName"])
        POLICIES.add_statement(arn, cls._statement(backend, properties, arn, generated_name))
        return cls(backend, arn, generated_name)

    def delete(self, account_id: str, region: str) -> None:
        POLICIES.remove_statement(self.arn, self.physical_resource_id)

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "Id"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.physical_resource_id

    @classmethod
    def _statement(cls, backend: LambdaBackend, properties: Json, arn: str, sid: str) -> Json:
        statement = {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": cls._principal(backend, properties["Principal"]),
            "Action": properties["Action"],
            "Resource": arn,
        }
        equals = {
            "AWS:SourceAccount": properties.get("SourceAccount"),
            "aws:PrincipalOrgID": properties.get("PrincipalOrgID"),
        }
        condition = {
            "StringEquals": {key: value for key, value in equals.items() if value},
            "ArnLike": {"AWS:SourceArn": properties["SourceArn"]} if "SourceArn" in properties else {},
        }
        condition = {operator: keys for operator, keys in condition.items() if keys}
        return {**statement, "Condition": condition} if condition else statement

    @staticmethod
    def _principal(backend: LambdaBackend, principal: str) -> Any:
        if principal == "*":
            return "*"
        if principal.endswith(".amazonaws.com"):
            return {"Service": principal}
        if principal.isdigit():
            return {"AWS": f"arn:aws:iam::{principal}:root"}
        if ":role/" in principal:
            account = principal.split(":")[4]
            try:
                iam_backends[account][get_partition(backend.region_name)].get_role_by_arn(principal)
            except NotFoundException:
                # without this, moto would accept every order of deployment
                raise ValidationError(
                    message="The provided principal was invalid. Please check the principal and try again."
                ) from None
        return {"AWS": principal}
