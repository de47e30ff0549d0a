"""moto_server with more of AWS Lambda's CloudFormation types, and with corrections to its engine.

    python test/emulator/moto_addon.py --port 5000

See lambda_types.py, network_types.py, source_types.py and api_types.py for the types, stack_outputs.py for
Fn::GetStackOutput. Each correction below says what moto 5.2 does without it. Not corrected: moto rolls nothing back, so a
stack that failed stays half-made.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from typing import Any

import addon_resource
import api_types
import network_types
import source_types
import stack_outputs
from lambda_types import POLICIES, Alias, Permission, ResourcePolicy, Version, qualified_arn
from moto.awslambda.exceptions import GenericResourcNotFound
from moto.awslambda.models import LambdaBackend, LambdaFunction, LayerVersion
from moto.cloudformation import parsing
from moto.cloudformation.models import CloudFormationBackend
from moto.iam.models import Role, iam_backends
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.utilities.utils import get_partition
from werkzeug.serving import make_server

moto_update = parsing.ResourceMap.update
moto_create_function = LambdaFunction.create_from_cloudformation_json.__func__  # type: ignore[attr-defined]
moto_resolve_update_parameters = CloudFormationBackend._resolve_update_parameters


def get_policy(self: LambdaBackend, function_name: str, qualifier: str | None = None) -> str:
    """GetPolicy for exactly the ARN that is asked for; moto ignores the qualifier."""
    document = POLICIES.get(qualified_arn(self, function_name, qualifier))
    if document is None:
        raise GenericResourcNotFound()
    return json.dumps({"Policy": json.dumps(document), "RevisionId": "1"})


def update(self: parsing.ResourceMap, template: dict[str, Any], parameters: dict[str, Any] | None = None) -> None:
    """Forgets removed resources; moto remembers them, and makes nothing when they are added again."""
    before = set(self.resources)
    moto_update(self, template, parameters)
    for removed in before.difference(template["Resources"]):
        self._parsed_resources.pop(removed, None)


def resolve_update_parameters(self: CloudFormationBackend, instance: Any, incoming_params: list[dict[str, Any]]) -> dict[str, str]:
    """Lets a parameter keep its default; moto fails if a value is "previous" that was never given."""
    known = [p for p in incoming_params if not p.get("UsePreviousValue") or p["ParameterKey"] in instance.parameters]
    return moto_resolve_update_parameters(self, instance, known)


def update_role(
    cls: type[Role], original_resource: Role, new_resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str
) -> Role:
    """Updates of a role change its trust policy and session duration as well; moto leaves the first and resets the second."""
    properties = cloudformation_json["Properties"]
    backend = iam_backends[account_id][get_partition(region_name)]
    role = backend.update_role(original_resource.name, properties.get("Description", ""), properties.get("MaxSessionDuration", 3600))
    backend.update_assume_role_policy(role.name, json.dumps(properties["AssumeRolePolicyDocument"]))
    return role


def layer_version_ref(self: LayerVersion) -> str:
    """Ref is the ARN of the version; moto has none."""
    return self.arn


def create_function(
    cls: type[LambdaFunction], resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **kwargs: Any
) -> LambdaFunction:
    """A new function has its layers; moto gives it none before it is updated."""
    function: LambdaFunction = moto_create_function(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    function.update_configuration({"Layers": cloudformation_json["Properties"].get("Layers", [])})
    return function


def install() -> None:
    for model in (Version, Alias, ResourcePolicy, Permission):
        parsing.get_model_map()[f"AWS::Lambda::{model.__name__}"] = model  # type: ignore[assignment]
    network_types.install()
    addon_resource.install({**source_types.TYPES, **api_types.TYPES})
    api_types.install()
    stack_outputs.install()
    LambdaFunction.create_from_cloudformation_json = classmethod(create_function)  # type: ignore[assignment]
    LayerVersion.physical_resource_id = property(layer_version_ref)  # type: ignore[assignment]
    Role.update_from_cloudformation_json = classmethod(update_role)  # type: ignore[assignment]
    LambdaBackend.get_policy = get_policy  # type: ignore[method-assign]
    parsing.ResourceMap.update = update  # type: ignore[method-assign]
    CloudFormationBackend._resolve_update_parameters = resolve_update_parameters  # type: ignore[method-assign]


def serve(port: int) -> None:
    """Serves on 127.0.0.1 until standard input ends, so that no server outlives the test that started it."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    install()
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler)
    os.environ["MOTO_PORT"] = str(server.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening on {server.port}", flush=True)
    sys.stdin.read()
    server.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free port and prints it")
    serve(parser.parse_args().port)


if __name__ == "__main__":
    main()
