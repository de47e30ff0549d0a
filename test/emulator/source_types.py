"""The CloudFormation types of event sources that moto 5.2 lacks or cannot run.

- Custom::S3BucketNotifications    moto would run its function in Docker; here it is done what the function does
- AWS::SNS::TopicPolicy            moto reports success and writes nothing
- AWS::SNS::Subscription           the same
- AWS::SQS::QueuePolicy            the same
- AWS::Kinesis::ResourcePolicy     the same
- AWS::Lambda::EventSourceMapping  moto finds sources of the function's own account only, and forgets the qualifier

Each refuses what AWS refuses when the resource is made, so that a wrong order of deployment fails.
"""

from __future__ import annotations

import json

from addon_resource import AddonResource, Json, client
from lambda_types import POLICIES, qualified_arn
from moto.awslambda.models import EventSourceMapping, lambda_backends
from moto.cloudformation.exceptions import ValidationError
from moto.iam.models import iam_backends
from moto.kinesis.models import kinesis_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from policy_check import allows


class BucketNotifications(AddonResource):
    """Custom::S3BucketNotifications of aws-cdk-lib, for a bucket of the app: the whole configuration is replaced.

    S3 refuses a function that it may not call:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
    """

    def make(self) -> None:
        if self.properties["Managed"] is not True:
            raise ValidationError(message="the notifications of a bucket that the app does not own are not emulated")
        configuration = self.properties["NotificationConfiguration"]
        if set(configuration) != {"LambdaFunctionConfigurations"}:
            raise ValidationError(message=f"only notifications of functions are emulated, not {sorted(configuration)}")
        functions = configuration["LambdaFunctionConfigurations"]
        if self.properties.get("SkipDestinationValidation") is not True:
            for function in functions:
                self.require_permission(function["LambdaFunctionArn"])
        self.put({"CloudFunctionConfiguration": [self.as_request(function) for function in functions]})

    def require_permission(self, function_arn: str) -> None:
        source = {"aws:SourceArn": f"arn:aws:s3:::{self.properties['BucketName']}", "aws:SourceAccount": self.account}
        if not allows(POLICIES.get(function_arn), "s3.amazonaws.com", "lambda:InvokeFunction", function_arn, source):
            raise ValidationError(message=f"Unable to validate the following destination configurations: {function_arn}")

    @staticmethod
    def as_request(function: Json) -> Json:
        """The custom resource has the words of the SDK, S3 those of its XML."""
        request = {"CloudFunction": function["LambdaFunctionArn"], "Event": function["Events"]}
        rules = function.get("Filter", {}).get("Key", {}).get("FilterRules")
        return {**request, "Filter": {"S3Key": {"FilterRule": rules}}} if rules else request

    def put(self, configuration: Json) -> None:
        s3_backends[self.account]["aws"].get_bucket(self.properties["BucketName"]).set_notification_configuration(configuration)

    def delete(self, account_id: str, region: str) -> None:
        self.put({})


class TopicPolicy(AddonResource):
    """AWS::SNS::TopicPolicy: replaces the policy, also the default one."""

    def make(self) -> None:
        self.put(json.dumps(self.properties["PolicyDocument"]))

    def put(self, document: str) -> None:
        for topic in self.properties["Topics"]:
            client("sns", self.account, self.region).set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document)

    def delete(self, account_id: str, region: str) -> None:
        self.put("{}")


class Subscription(AddonResource):
    """AWS::SNS::Subscription: the topic's policy must let another account subscribe.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """

    def make(self) -> str:
        arn, protocol, endpoint = (self.properties[name] for name in ("TopicArn", "Protocol", "Endpoint"))
        region = self.properties.get("Region", self.region)
        owner = arn.split(":")[4]
        topic = sns_backends[owner][region].get_topic(arn)
        request = {"sns:Protocol": protocol, "sns:Endpoint": endpoint}
        if owner != self.account and not allows(json.loads(topic.policy), self.account, "sns:Subscribe", arn, request):
            raise ValidationError(message=f"account {self.account} is not authorized to perform: SNS:Subscribe on resource: {arn}")
        known = {name: json.dumps(self.properties[name]) for name in ("FilterPolicy", "RedrivePolicy") if name in self.properties}
        made = client("sns", self.account, region).subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint, Attributes=known)
        return str(made["SubscriptionArn"])

    def delete(self, account_id: str, region: str) -> None:
        client("sns", account_id, self.properties.get("Region", region)).unsubscribe(SubscriptionArn=self.physical_resource_id)


class QueuePolicy(AddonResource):
    """AWS::SQS::QueuePolicy."""

    def make(self) -> None:
        self.put(json.dumps(self.properties["PolicyDocument"]))

    def put(self, document: str) -> None:
        for url in self.properties["Queues"]:
            client("sqs", self.account, self.region).set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})

    def delete(self, account_id: str, region: str) -> None:
        self.put("")


class StreamPolicy(AddonResource):
    """AWS::Kinesis::ResourcePolicy."""

    def make(self) -> str:
        arn, document = self.properties["ResourceArn"], self.properties["ResourcePolicy"]
        client("kinesis", self.account, self.region).put_resource_policy(ResourceARN=arn, Policy=json.dumps(document))
        return str(arn)

    def delete(self, account_id: str, region: str) -> None:
        client("kinesis", account_id, region).delete_resource_policy(ResourceARN=self.physical_resource_id)


# what the role of a function needs for the queue or stream that it reads
READING = {
    "sqs": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    "kinesis": ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
}


class Mapping(AddonResource):
    """AWS::Lambda::EventSourceMapping on a source of any account.

    Lambda asks when it is made whether the function's role may read:
    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-cross-account-example.html
    """

    def make(self) -> str:
        backend = lambda_backends[self.account][self.region]
        function = qualified_arn(backend, self.properties["FunctionName"])
        role = backend.get_function(function.split(":")[6]).role
        source = self.properties["EventSourceArn"]
        policy = self.source_policy(source)
        for action in READING[source.split(":")[2]]:
            self.require_permission(role, action, source, policy)
        mapping = EventSourceMapping({**self.properties, "RegionName": self.region, "AccountId": self.account, "FunctionArn": function})
        backend._event_source_mappings[mapping.uuid] = mapping
        return str(mapping.uuid)

    @staticmethod
    def source_policy(arn: str) -> Json | None:
        _, _, service, region, account, resource = arn.split(":", 5)
        if service == "sqs":
            return json.loads(sqs_backends[account][region].get_queue(resource).policy or "null")
        return json.loads(kinesis_backends[account][region].get_resource_policy(arn) or "null")

    def require_permission(self, role_arn: str, action: str, source: str, policy: Json | None) -> None:
        role = iam_backends[self.account]["aws"].get_role_by_arn(role_arn)
        own = any(allows(json.loads(document), None, action, source, {}) for document in role.policies.values())
        if not own:
            raise ValidationError(message=f"The provided execution role does not have permissions to call {action} on {source}")
        if f":{self.account}:" not in source and not allows(policy, role_arn, action, source, {"aws:PrincipalArn": role_arn}):
            raise ValidationError(message=f"The policy of {source} does not let {role_arn} call {action}")

    def delete(self, account_id: str, region: str) -> None:
        lambda_backends[account_id][region].delete_event_source_mapping(self.physical_resource_id)


TYPES: dict[str, type[AddonResource]] = {
    "Custom::S3BucketNotifications": BucketNotifications,
    "AWS::SNS::TopicPolicy": TopicPolicy,
    "AWS::SNS::Subscription": Subscription,
    "AWS::SQS::QueuePolicy": QueuePolicy,
    "AWS::Kinesis::ResourcePolicy": StreamPolicy,
    "AWS::Lambda::EventSourceMapping": Mapping,
}
