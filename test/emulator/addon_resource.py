"""What the add-ons for event sources and APIs share: a resource for moto's engine, and moto's own APIs."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError

Json = dict[str, Any]


def client(service: str, account: str, region: str) -> Any:
    """The API of a service in an account of this very server, with botocore's check of the parameters."""
    made = boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://localhost:{os.environ['MOTO_PORT']}",
        aws_access_key_id="emulator",
        aws_secret_access_key="emulator",
    )
    # moto takes the account from it
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header("x-moto-account-id", account))
    return made


class AddonResource:
    """What moto's CloudFormation engine calls on a resource. Here every change of one is a replacement."""

    def __init__(self, account: str, region: str, properties: Json, generated_name: str) -> None:
        self.account = account
        self.region = region
        self.properties = properties
        try:
            self.physical_resource_id = self.make() or generated_name
        except (BotoCoreError, ClientError) as error:
            # any other error is a 500, which the CDK CLI tries again
            raise ValidationError(message=str(error)) from error

    def make(self) -> str | None:
        """Makes it, and returns its id where it has one."""
        raise NotImplementedError

    def delete(self, account_id: str, region: str) -> None:
        raise NotImplementedError

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **_: Any
    ) -> AddonResource:
        return cls(account_id, region_name, cloudformation_json["Properties"], resource_name)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: AddonResource, new_resource_name: str, cloudformation_json: Json, account_id: str, region_name: str
    ) -> AddonResource:
        original_resource.delete(account_id, region_name)
        return cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)

    def is_created(self) -> bool:
        return True

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return False


ADDED: dict[str, type[Any]] = {}

moto_class_of_type = parsing.resource_class_from_type


def class_of_type(resource_type: str) -> Any:
    """A custom resource that is emulated here; moto takes every other one for a function in Docker."""
    return ADDED.get(resource_type) or moto_class_of_type(resource_type)


def install(types: dict[str, type[Any]]) -> None:
    ADDED.update(types)
    parsing.resource_class_from_type = class_of_type  # type: ignore[assignment]
    parsing.get_model_map().update(types)
