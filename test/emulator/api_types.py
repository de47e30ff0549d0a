"""The CloudFormation types of Amazon API Gateway that moto 5.2 lacks or has too simple.

moto has no types for HTTP and WebSocket APIs, none for authorizers and stages of REST APIs, forgets the authorizer and
the credentials of a method, and has no Ref of a deployment. It has the APIs behind them, which are called here: the properties of the types are the
parameters of the operations, so a property that is misspelt fails.

Not emulated: log settings of REST stages, which the type has and CreateStage has not.
"""

from __future__ import annotations

from typing import Any

from addon_resource import AddonResource, Json, client
from moto.apigateway.models import Deployment


def camel(properties: Json) -> Json:
    """The REST API's operations begin their parameters with a small letter."""
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}


class RestAuthorizer(AddonResource):
    """AWS::ApiGateway::Authorizer."""

    def make(self) -> str:
        return str(client("apigateway", self.account, self.region).create_authorizer(**camel(self.properties))["id"])

    def delete(self, account_id: str, region: str) -> None:
        client("apigateway", account_id, region).delete_authorizer(restApiId=self.properties["RestApiId"], authorizerId=self.physical_resource_id)


class RestStage(AddonResource):
    """AWS::ApiGateway::Stage."""

    def make(self) -> str:
        known = {name: self.properties[name] for name in ("RestApiId", "StageName", "DeploymentId", "Description") if name in self.properties}
        client("apigateway", self.account, self.region).create_stage(**camel(known))
        return str(self.properties["StageName"])

    def delete(self, account_id: str, region: str) -> None:
        client("apigateway", account_id, region).delete_stage(restApiId=self.properties["RestApiId"], stageName=self.physical_resource_id)


class RestMethod(AddonResource):
    """AWS::ApiGateway::Method, with its integration."""

    def make(self) -> None:
        api = client("apigateway", self.account, self.region)
        names = ("RestApiId", "ResourceId", "HttpMethod", "AuthorizationType", "AuthorizerId", "ApiKeyRequired", "RequestParameters", "RequestValidatorId")
        api.put_method(**camel({name: self.properties[name] for name in names if name in self.properties}))
        api.put_integration(**self.key(), **camel(self.properties["Integration"]))

    def key(self) -> Json:
        return camel({name: self.properties[name] for name in ("RestApiId", "ResourceId", "HttpMethod")})

    def delete(self, account_id: str, region: str) -> None:
        client("apigateway", account_id, region).delete_method(**self.key())


class ApiV2Resource(AddonResource):
    """A type of AWS::ApiGatewayV2: the operations of the API, whose parameters are the properties. It changes in place."""

    operation = ""
    id_of = ""

    def make(self) -> str:
        return str(getattr(client("apigatewayv2", self.account, self.region), f"create_{self.operation}")(**self.properties)[self.id_of])

    def delete(self, account_id: str, region: str) -> None:
        # what an API contains goes with it
        keys = {name: self.properties[name] for name in ("ApiId", "RouteId") if name in self.properties}
        getattr(client("apigatewayv2", account_id, region), f"delete_{self.operation}")(**{**keys, self.id_of: self.physical_resource_id})


    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: AddonResource, new_resource_name: str, cloudformation_json: Json, account_id: str, region_name: str
    ) -> AddonResource:
        api = client("apigatewayv2", account_id, region_name)
        properties = cloudformation_json["Properties"]
        takes = api.meta.service_model.operation_model(f"Update{cls.__name__}").input_shape.members
        known = {name: value for name, value in properties.items() if name in takes}
        getattr(api, f"update_{cls.operation}")(**{**known, cls.id_of: original_resource.physical_resource_id})
        original_resource.properties = properties
        return original_resource


class Api(ApiV2Resource):
    operation, id_of = "api", "ApiId"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in ("ApiEndpoint", "ApiId")

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return str(client("apigatewayv2", self.account, self.region).get_api(ApiId=self.physical_resource_id)[attribute_name])


class Integration(ApiV2Resource):
    operation, id_of = "integration", "IntegrationId"


class Route(ApiV2Resource):
    operation, id_of = "route", "RouteId"


class RouteResponse(ApiV2Resource):
    operation, id_of = "route_response", "RouteResponseId"


class Authorizer(ApiV2Resource):
    operation, id_of = "authorizer", "AuthorizerId"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.physical_resource_id


class Stage(ApiV2Resource):
    operation, id_of = "stage", "StageName"


V2 = (Api, Integration, Route, RouteResponse, Authorizer, Stage)

TYPES: dict[str, type[Any]] = {
    "AWS::ApiGateway::Authorizer": RestAuthorizer,
    "AWS::ApiGateway::Stage": RestStage,
    "AWS::ApiGateway::Method": RestMethod,
    **{f"AWS::ApiGatewayV2::{model.__name__}": model for model in V2},
}


def deployment_ref(self: Deployment) -> str:
    return str(self.id)


def install() -> None:
    Deployment.physical_resource_id = property(deployment_ref)  # type: ignore[assignment]
